import { videoStages, type VideoView } from '@sluice/vod';
import { Icon } from '../controls/icons';
import { ProcessingProgress } from '../videos/processing-progress';
import { describeStage, stageWords } from '../videos/processing-words';

/** The way from the file to the film, and where on it the video is. */
export function ProcessingSteps({ video }: { video: VideoView }) {
  const at = video.stage ? videoStages.indexOf(video.stage) : -1;
  const steps = [
    { name: at < 0 ? describeStage(video) : 'Waited for a worker', place: -1 },
    ...videoStages.map((stage, place) => ({ name: stageWords[stage], place })),
  ];

  return (
    <section
      aria-labelledby="processing-heading"
      className="panel grid gap-x-12 gap-y-6 sm:p-8 md:grid-cols-[1fr_max-content]"
    >
      <div>
        <h2 id="processing-heading" className="text-2xl">
          {video.status === 'uploading' ? 'The file is still arriving' : 'On its way to the screen'}
        </h2>
        <p className="mt-1 mb-6 text-sm text-muted">
          This page turns into the player by itself. You may leave meanwhile.
        </p>
        <ProcessingProgress video={video} />
      </div>
      <ol className="space-y-3">
        {steps.map(({ name, place }) => (
          <li
            key={place}
            aria-current={place === at ? 'step' : undefined}
            className={`flex items-center gap-3 ${place === at ? 'font-semibold' : 'text-muted'}`}
          >
            <StepMark isDone={place < at} isCurrent={place === at} />
            {name}
            {place < at && <span className="sr-only">: done</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function StepMark({ isDone, isCurrent }: { isDone: boolean; isCurrent: boolean }) {
  if (isDone) {
    return (
      <span className="grid size-6 place-items-center rounded-full bg-accent text-on-accent">
        <Icon name="check" className="size-4" />
      </span>
    );
  }
  return (
    <span
      className={`grid size-6 place-items-center rounded-full border-2 ${isCurrent ? 'border-accent' : 'border-line'}`}
    >
      {isCurrent && <span className="size-2.5 animate-pulse rounded-full bg-accent" />}
    </span>
  );
}
