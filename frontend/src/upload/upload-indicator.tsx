import { Link } from '@tanstack/react-router';
import { Icon } from '../controls/icons';
import { isMoving } from './upload-queue';
import { useUploads } from './upload-queue-provider';

/** Says in the header, on every page, that files are on their way. */
export function UploadIndicator() {
  const moving = useUploads().filter(isMoving);
  if (moving.length === 0) return null;

  const totalBytes = moving.reduce((sum, { file }) => sum + file.size, 0);
  const sentBytes = moving.reduce((sum, upload) => sum + upload.sentBytes, 0);
  const files = moving.length === 1 ? '1 file' : `${moving.length} files`;
  return (
    <Link
      to="/upload"
      aria-label={`Uploading ${files}`}
      title={`Uploading ${files}`}
      className="flex min-h-9 items-center gap-1.5 rounded-full bg-brass-wash px-3 text-sm font-semibold text-brass tabular-nums"
    >
      <Icon name="upload" className="size-4" />
      {moving.length}
      <span className="hidden font-normal sm:inline">· {Math.floor((100 * sentBytes) / totalBytes)} %</span>
    </Link>
  );
}
