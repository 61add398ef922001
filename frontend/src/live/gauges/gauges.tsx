import type { CameraStatus } from '@sluice/vod';
import { Notice } from '../../controls/notice';
import { ProgressBar } from '../../controls/progress-bar';
import { describeBytes, describeFill, describeStream, share } from './gauge-words';

/** How the recorder is doing with this camera. */
export function Gauges({ status, nowMs }: { status: CameraStatus; nowMs: number }) {
  const { buffer } = status;
  return (
    <section aria-labelledby="gauges-heading" className="panel space-y-5">
      <h2 id="gauges-heading" className="text-xl">
        Recording
      </h2>
      <div className="grid gap-5 sm:grid-cols-2">
        <Gauge
          name="Buffer"
          words={describeFill(buffer)}
          value={share(buffer.durationSec, buffer.configuredSec)}
        />
        <Gauge
          name="Its disk space"
          words={describeBytes(buffer)}
          value={share(buffer.sizeBytes, buffer.maxBytes)}
        />
      </div>
      {buffer.isShortened && (
        <Notice tone="warning" title="The buffer is shorter than it should be">
          <p>The disk is short of room, so the oldest pictures go earlier. The operator should make room.</p>
        </Notice>
      )}
      <dl className="grid gap-x-8 gap-y-2 text-sm sm:grid-cols-2 lg:grid-cols-1 xl:grid-cols-2">
        {describeStream(status, nowMs).map(([name, value]) => (
          <div key={name} className="flex justify-between gap-4 border-b border-line pb-2">
            <dt className="shrink-0 text-muted">{name}</dt>
            <dd className="min-w-0 text-right wrap-break-word tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Gauge({ name, words, value }: { name: string; words: string; value: number }) {
  return (
    <div className="space-y-1.5 text-sm">
      <p className="flex flex-wrap justify-between gap-x-3">
        <span className="text-muted">{name}</span>
        <span className="tabular-nums">{words}</span>
      </p>
      <ProgressBar label={`${name}: ${words}`} value={value} />
    </div>
  );
}
