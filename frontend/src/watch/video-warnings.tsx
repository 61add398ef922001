import type { VideoWarning, WarningCode } from '@sluice/vod';
import { Icon } from '../controls/icons';

interface Words {
  title: string;
  /** Says how the video was made; nothing about it is lost or other than in the file. */
  isNote?: boolean;
}

const words: Record<WarningCode, Words> = {
  ends_early: { title: 'The video ends earlier than the file promised' },
  audio_track_undecodable: { title: 'One sound track could not be read' },
  audio_tracks_left_out: { title: 'Some sound tracks were left out' },
  audio_failed: { title: 'The sound could not be used' },
  audio_only: { title: 'This is sound without a picture' },
  damaged_frames: { title: 'Some pictures in the file are damaged' },
  frame_rate_reduced: { title: 'The frame rate was reduced' },
  tone_mapped: { title: 'The colours were adapted from HDR' },
  passed_through: { title: 'The best quality is the original picture', isNote: true },
  not_passed_through: { title: 'The original picture was encoded anew', isNote: true },
  encoded_in_one_piece: { title: 'The video was encoded in one piece', isNote: true },
};
const unknown: Words = { title: 'Something to know' };

/** What became of the source that its owner may not expect; none of it stops anybody from watching. */
export function VideoWarnings({ warnings }: { warnings: readonly VideoWarning[] }) {
  if (warnings.length === 0) return null;
  return (
    <section aria-label="Notes about this video">
      <ul className="space-y-2">
        {warnings.map(({ code, detail }) => {
          const { title, isNote } = words[code] ?? unknown;
          return (
            <li
              key={`${code} ${detail}`}
              className={`flex gap-3 rounded-2xl px-4 py-3 text-sm ${isNote ? 'bg-sunken' : 'bg-brass-wash'}`}
            >
              <Icon
                name={isNote ? 'info' : 'warning'}
                className={`mt-0.5 size-4.5 ${isNote ? 'text-muted' : 'text-brass'}`}
              />
              <div className="min-w-0 wrap-break-word">
                <p className="font-semibold">{title}</p>
                <p>{detail}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
