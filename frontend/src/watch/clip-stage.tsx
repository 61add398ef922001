import type { ClipView } from '@sluice/vod';
import { Link } from '@tanstack/react-router';
import { Icon } from '../controls/icons';
import { ProgressBar } from '../controls/progress-bar';
import { ClipProgress } from '../videos/clip-progress';

/** The place of the picture of a clip that cannot be watched yet. */
export function ClipStage({ clip }: { clip: ClipView }) {
  const isRecording = clip.state === 'recording';
  return (
    <section aria-labelledby="clip-stage-heading" className="panel space-y-4 sm:p-8">
      <h2 id="clip-stage-heading" className="text-2xl">
        {isRecording ? 'This clip is being recorded' : 'This clip is being cut'}
      </h2>
      <ClipProgress clip={clip} />
      {!isRecording && <ProgressBar label="Cutting the clip" value={null} />}
      <p className="text-sm text-muted">
        {isRecording
          ? 'It can be watched as soon as somebody stops the recording. This page turns into the player by itself.'
          : 'It is cut out of what the camera recorded. This page turns into the player by itself.'}
      </p>
      {isRecording && clip.cameraId && (
        <Link to="/live/$cameraId" params={{ cameraId: clip.cameraId }} className="button">
          <Icon name="watchCamera" className="size-4.5" />
          Watch the camera live
        </Link>
      )}
    </section>
  );
}
