import type { VideoWarning, WarningCode } from '@sluice/vod';
import { Icon } from '../controls/icons';

const titles: Record<WarningCode, string> = {
  ends_early: 'The video ends earlier than the file promised',
  audio_track_undecodable: 'One sound track could not be read',
  audio_tracks_left_out: 'Some sound tracks were left out',
  audio_failed: 'The sound could not be used',
  audio_only: 'This is sound without a picture',
  damaged_frames: 'Some pictures in the file are damaged',
  frame_rate_reduced: 'The frame rate was reduced',
  tone_mapped: 'The colours were adapted from HDR',
};

/** What became of the source that its owner may not expect; none of it stops anybody from watching. */
export function VideoWarnings({ warnings }: { warnings: readonly VideoWarning[] }) {
  if (warnings.length === 0) return null;
  return (
    <section aria-label="Notes about this video">
      <ul className="space-y-2">
        {warnings.map(({ code, detail }) => (
          <li key={`${code} ${detail}`} className="flex gap-3 rounded-2xl bg-brass-wash px-4 py-3 text-sm">
            <Icon name="warning" className="mt-0.5 size-4.5 text-brass" />
            <div className="min-w-0 wrap-break-word">
              <p className="font-semibold">{titles[code] ?? 'Something to know'}</p>
              <p>{detail}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
