import type { CameraView } from '@sluice/vod';

/** On a picture, in both themes: clips are being recorded from this camera, by anybody. */
export function RecordingMark({ recordingClips }: Pick<CameraView, 'recordingClips'>) {
  if (recordingClips === 0) return null;
  const words =
    recordingClips === 1 ? 'A clip is being recorded' : `${recordingClips} clips are being recorded`;
  return (
    <p
      title={words}
      className="flex items-center gap-1.5 rounded bg-black/75 px-2 py-1 text-xs font-semibold text-white"
    >
      <span aria-hidden="true" className="size-2.5 animate-pulse rounded-full bg-[#f2655a]" />
      <span aria-hidden="true">REC{recordingClips > 1 && ` ${recordingClips}`}</span>
      <span className="sr-only">{words}</span>
    </p>
  );
}
