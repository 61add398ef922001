import type { RoomView } from '@sluice/vod';
import { Link } from '@tanstack/react-router';
import { formatAge } from '../formats/age';
import { visibilityWords } from '../videos/visibility-select';
import { DeleteRoom } from './delete-room';

export function RoomRow({ room }: { room: RoomView }) {
  const { id, title, recordings, visibility, createdAt } = room;
  const facts = [
    recordings === 0 ? 'nothing recorded yet' : recordings === 1 ? '1 recording' : `${recordings} recordings`,
    `films ${visibilityWords[visibility].name.toLowerCase()}`,
    `made ${formatAge(createdAt, Date.now())}`,
  ];
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <h3 className="text-lg leading-snug wrap-break-word">
          <Link to="/rooms/$room" params={{ room: id }} className="text-link">
            {title}
          </Link>
        </h3>
        <p className="text-sm text-muted">{facts.join(' · ')}</p>
      </div>
      <DeleteRoom room={room} />
    </div>
  );
}
