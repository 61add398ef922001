import { useQuery } from '@tanstack/react-query';
import { usePageTitle } from '../app-shell/use-page-title';
import { EmptyNotice } from '../controls/empty-notice';
import { ProblemPanel } from '../controls/problem-panel';
import { CreateRoomForm } from './create-room-form';
import { listRooms, roomKeys } from './room-api';
import { RoomRow } from './room-row';

export function RoomsPage() {
  usePageTitle('Rooms');
  const rooms = useQuery({ queryKey: roomKeys.list, queryFn: ({ signal }) => listRooms(signal) });
  const items = rooms.data?.items ?? [];

  return (
    <div className="mx-auto max-w-3xl space-y-8">
      <div>
        <h1 className="text-3xl sm:text-4xl">Rooms</h1>
        <p className="mt-2 max-w-prose text-muted">
          Record yourself or several people, each on their own machine and in full quality, whatever the
          connection does. Guests come by a link and need no account.
        </p>
      </div>
      <CreateRoomForm />
      {rooms.error && <ProblemPanel error={rooms.error} onRetry={() => void rooms.refetch()} />}
      {rooms.isPending && (
        <div role="status" className="h-24 animate-pulse rounded-2xl bg-line/70">
          <span className="sr-only">Loading your rooms</span>
        </div>
      )}
      {rooms.isSuccess && items.length === 0 && (
        <EmptyNotice icon="library" title="No rooms yet">
          <p>Make the first one above, then invite others from its page, or record alone.</p>
        </EmptyNotice>
      )}
      {items.length > 0 && (
        <section aria-labelledby="rooms-heading" className="space-y-4">
          <h2 id="rooms-heading" className="text-2xl">
            Your rooms
          </h2>
          <ul className="panel divide-y divide-line py-1">
            {items.map((room) => (
              <li key={room.id}>
                <RoomRow room={room} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
