import { useNavigate } from '@tanstack/react-router';
import { Icon } from '../controls/icons';
import { useUploadQueue } from '../upload/upload-queue-provider';
import { usePageDrop } from '../upload/use-page-drop';

/** A file dropped anywhere on the gallery goes up; its card waits on the upload page. */
export function GalleryDropZone({ uploadMaxBytes }: { uploadMaxBytes: number }) {
  const queue = useUploadQueue();
  const navigate = useNavigate();
  const isOver = usePageDrop((files) => {
    queue.add(files, 'public', uploadMaxBytes);
    void navigate({ to: '/upload' });
  });

  if (!isOver) return null;
  return (
    <div className="pointer-events-none fixed inset-3 z-50 grid place-items-center rounded-3xl border-2 border-dashed border-accent bg-paper/90">
      <p className="flex items-center gap-3 font-serif text-2xl text-accent">
        <Icon name="upload" className="size-8" />
        Drop to upload
      </p>
    </div>
  );
}
