import type { CameraView, LiveTranscode } from '@sluice/vod';
import { useState } from 'react';
import { LabelledField } from '../../controls/labelled-field';
import { formatSpan } from '../../formats/duration';
import { toMegabytes } from './camera-values';

const transcodeWords: Record<LiveTranscode, string> = {
  auto: 'Only when its picture does not fit',
  never: 'Never: keep it as it comes',
  always: 'Always',
};

/** What most cameras leave to the platform. */
export function LimitFields({ camera }: { camera: CameraView | null }) {
  const [bufferSeconds, setBufferSeconds] = useState(camera?.bufferSeconds?.toString() ?? '');
  const bufferHint =
    bufferSeconds === ''
      ? 'Empty: the platform’s own length.'
      : `That is ${formatSpan(Number(bufferSeconds))}.`;
  return (
    <details className="rounded-2xl border border-line px-4 py-3">
      <summary className="text-sm font-medium">Advanced</summary>
      <div className="mt-4 grid gap-5 sm:grid-cols-2">
        <LabelledField label="Buffer length, in seconds" hint={`How much of its past is kept. ${bufferHint}`}>
          {(field) => (
            <input
              {...field}
              className="field"
              type="number"
              name="bufferSeconds"
              min={10}
              max={31 * 86_400}
              value={bufferSeconds}
              onChange={({ target }) => setBufferSeconds(target.value)}
            />
          )}
        </LabelledField>
        <LabelledField
          label="Disk space at most, in MB"
          hint="Its past is made shorter when it would need more. Empty: the platform’s own limit."
        >
          {(field) => (
            <input
              {...field}
              className="field"
              type="number"
              name="maxMegabytes"
              min={2}
              defaultValue={camera?.maxBytes ? toMegabytes(camera.maxBytes) : ''}
            />
          )}
        </LabelledField>
        <LabelledField
          label="Free disk space at least, in MB"
          hint="Its past is made shorter when less is free. Empty: the platform’s own limit."
        >
          {(field) => (
            <input
              {...field}
              className="field"
              type="number"
              name="minFreeMegabytes"
              min={0}
              defaultValue={typeof camera?.minFreeBytes === 'number' ? toMegabytes(camera.minFreeBytes) : ''}
            />
          )}
        </LabelledField>
        <LabelledField label="Encode the picture anew" hint="Encoding costs a processor core or more.">
          {(field) => (
            <select {...field} className="field" name="transcode" defaultValue={camera?.transcode ?? ''}>
              <option value="">The platform’s own setting</option>
              {Object.entries(transcodeWords).map(([mode, words]) => (
                <option key={mode} value={mode}>
                  {words}
                </option>
              ))}
            </select>
          )}
        </LabelledField>
      </div>
    </details>
  );
}
