import type { CameraView } from '@sluice/vod';
import { useState } from 'react';
import { Icon } from '../../controls/icons';
import { ProblemPanel } from '../../controls/problem-panel';
import { useUpdateCamera } from './camera-actions';
import { ChangeCamera } from './change-camera';
import { RemoveCamera } from './remove-camera';

/** For administrators: change, switch off or on, remove. */
export function ManageCamera({ camera }: { camera: CameraView }) {
  const [isChanging, setIsChanging] = useState(false);
  const { enabled } = camera;
  const switching = useUpdateCamera(camera.id);

  if (isChanging) return <ChangeCamera camera={camera} onClose={() => setIsChanging(false)} />;
  return (
    <section aria-label="Manage this camera" className="space-y-3">
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button" onClick={() => setIsChanging(true)}>
          <Icon name="pencil" className="size-4" />
          Change
        </button>
        <button
          type="button"
          className="button"
          onClick={() => switching.mutate({ enabled: !enabled })}
          disabled={switching.isPending}
        >
          <Icon name={enabled ? 'cameraOff' : 'camera'} className="size-4" />
          {enabled ? 'Switch off' : 'Switch on'}
        </button>
        <RemoveCamera camera={camera} />
      </div>
      {switching.error && <ProblemPanel error={switching.error} />}
    </section>
  );
}
