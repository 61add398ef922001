import { useCreateCamera } from './camera-actions';
import { CameraForm } from './camera-form';
import { readNewCamera } from './camera-values';

export function AddCamera({ onClose }: { onClose: () => void }) {
  const creation = useCreateCamera();
  return (
    <CameraForm
      camera={null}
      saveLabel="Add camera"
      isSaving={creation.isPending}
      error={creation.error}
      onSave={(form) => creation.mutate(readNewCamera(form), { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
