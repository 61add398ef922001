import type { RecordingFilmView, RecordingView, RoomView } from '@sluice/vod';
import { Link } from '@tanstack/react-router';
import { useVideo } from '../videos/use-video';
import { toPercent } from '../videos/processing-words';
import { VideoThumbnail } from '../videos/video-thumbnail';
import { inOrder, nameOfFilm } from './films';

interface FilmListProps {
  recording: RecordingView;
  room: RoomView;
}

export function FilmList({ recording, room }: FilmListProps) {
  if (recording.films.length === 0) return null;
  return (
    <ul aria-label="Films" className="grid gap-x-5 gap-y-6 sm:grid-cols-2 lg:grid-cols-3">
      {inOrder(recording.films).map((film) => (
        <li key={film.videoId}>
          <FilmCard
            film={film}
            name={nameOfFilm(film, recording)}
            isPrivate={room.visibility === 'private'}
          />
        </li>
      ))}
    </ul>
  );
}

interface FilmCardProps {
  film: RecordingFilmView;
  name: string;
  isPrivate: boolean;
}

function FilmCard({ film, name, isPrivate }: FilmCardProps) {
  const { data: video, isError } = useVideo(film.videoId);
  // Guests hear of a private room's films, and may not watch them; a deleted film is gone for everybody.
  if (isError && !video) {
    return (
      <div className="rounded-lg bg-sunken p-4 text-sm">
        <p className="font-serif text-lg">{name}</p>
        <p className="text-muted">
          {isPrivate
            ? 'Private: only the host and the administrators can watch it.'
            : 'It cannot be watched.'}
        </p>
      </div>
    );
  }
  return (
    <article className="group relative">
      {video ? (
        <VideoThumbnail video={video} />
      ) : (
        <div className="aspect-video animate-pulse rounded-lg bg-line/70" />
      )}
      <h3 className="mt-2 text-lg leading-snug wrap-break-word">
        <Link
          to="/watch/$videoId"
          params={{ videoId: film.videoId }}
          className="rounded-sm group-hover:text-accent after:absolute after:inset-0"
        >
          {name}
        </Link>
      </h3>
      <p className="text-sm text-muted">{describeFilm(film)}</p>
    </article>
  );
}

function describeFilm({ status, playable, progress }: RecordingFilmView): string {
  if (status === 'ready') return 'Ready to watch';
  if (status === 'failed') return 'Could not be encoded';
  const percent = `${toPercent(progress)} % encoded`;
  return playable ? `Watchable already, ${percent}` : percent;
}
