import { ArrivedUpload } from './arrived-upload';
import { TransferringUpload } from './transferring-upload';
import type { Upload } from './upload-queue';

/** One file from the disk to the gallery: first its bytes, then the video that it became. */
export function UploadCard({ upload }: { upload: Upload }) {
  return (
    <article aria-label={upload.file.name} className="panel">
      {upload.videoId ? (
        <ArrivedUpload upload={upload} videoId={upload.videoId} />
      ) : (
        <TransferringUpload upload={upload} />
      )}
    </article>
  );
}
