import type { CameraTest } from '@sluice/vod';
import { useMutation } from '@tanstack/react-query';
import { Icon } from '../../controls/icons';
import { ProblemPanel } from '../../controls/problem-panel';
import { testCamera } from '../cameras/camera-api';
import { formatFps, nameOfCodec } from '../cameras/codec-words';

/** Looks at a source before it is saved: what it is, what will be done with it, and its picture. */
export function SourceTest({ source }: { source: string }) {
  const test = useMutation({ mutationFn: () => testCamera(source) });
  return (
    <div className="space-y-3">
      <button
        type="button"
        className="button"
        onClick={() => test.mutate()}
        disabled={test.isPending || source === ''}
      >
        <Icon name="search" className="size-4" />
        {test.isPending ? 'Looking…' : 'Test'}
      </button>
      {source === '' && <p className="text-xs text-muted">Type a source to test it.</p>}
      {test.isPending && (
        <p role="status" className="text-sm text-muted">
          The recorder asks the camera for a picture. This may take some seconds.
        </p>
      )}
      {test.error && <ProblemPanel error={test.error} />}
      {test.data && <Findings found={test.data} />}
    </div>
  );
}

function Findings({ found }: { found: CameraTest }) {
  const { picture, codec, width, height, fps, gopSec, hasAudio, willEncode, reason } = found;
  return (
    <div role="status" className="grid gap-4 rounded-2xl bg-sunken p-4 text-sm sm:grid-cols-[16rem_1fr]">
      {picture ? (
        <img src={picture} alt="What the camera shows now" className="w-full rounded-lg bg-[#0b1012]" />
      ) : (
        <p className="text-muted">No picture could be taken.</p>
      )}
      <div className="space-y-1.5 wrap-break-word">
        <p className="font-semibold">The camera answers</p>
        <p>
          {nameOfCodec(codec)}, {width} × {height}
          {fps !== null && `, ${formatFps(fps)}`}, {hasAudio ? 'with sound' : 'no sound'}
        </p>
        <p>
          {gopSec === null
            ? 'The distance of its key frames could not be measured.'
            : `A key frame every ${Number(gopSec.toFixed(2))} s.`}
        </p>
        <p>
          {willEncode ? 'It will be encoded anew: ' : 'It is kept as it comes: '}
          {reason}
        </p>
      </div>
    </div>
  );
}
