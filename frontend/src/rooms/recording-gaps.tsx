import type { RecordingView } from '@sluice/vod';
import { nameOfFilm } from './films';
import { Notice } from '../controls/notice';
import { describeGap } from './recording-words';

/** Where the films hold the last picture, and why. Only lost pieces are bad news: pauses were somebody's wish. */
export function RecordingGaps({ recording }: { recording: RecordingView }) {
  // The film of the whole room has everybody's gaps; the participants' own say whose they are.
  const ofParticipants = recording.films.filter(({ participantId }) => participantId !== null);
  const withGaps = (ofParticipants.length > 0 ? ofParticipants : recording.films).filter(
    ({ gaps }) => gaps.length > 0,
  );
  if (withGaps.length === 0 && !recording.isPartial) return null;
  return (
    <Notice
      tone={recording.isPartial ? 'warning' : 'note'}
      title={recording.isPartial ? 'Some of what was recorded is missing' : 'Where the picture stands still'}
    >
      {recording.isPartial && (
        <p>
          Whoever recorded it can open this site once more in the same browser: what it still holds is
          uploaded, and the films are made anew.
        </p>
      )}
      {withGaps.map((film) => (
        <div key={film.videoId} className="pt-1">
          <h3 className="font-sans font-medium wrap-break-word">{nameOfFilm(film, recording)}</h3>
          <ul className="tabular-nums">
            {film.gaps.map((gap) => (
              <li key={`${gap.fromSec} ${gap.reason}`}>{describeGap(gap)}</li>
            ))}
          </ul>
        </div>
      ))}
    </Notice>
  );
}
