import type { CameraView } from '@sluice/vod';
import { useUpdateCamera } from './camera-actions';
import { CameraForm } from './camera-form';
import { readChanges } from './camera-values';

export function ChangeCamera({ camera, onClose }: { camera: CameraView; onClose: () => void }) {
  const change = useUpdateCamera(camera.id);
  return (
    <CameraForm
      camera={camera}
      saveLabel="Save"
      isSaving={change.isPending}
      error={change.error}
      onSave={(form) => change.mutate(readChanges(form), { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
