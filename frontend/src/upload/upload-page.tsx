import type { Visibility } from '@sluice/vod';
import { useState } from 'react';
import { usePageTitle } from '../app-shell/use-page-title';
import { useMe } from '../session/use-me';
import { VisibilitySelect } from '../videos/visibility-select';
import { FilePicker } from './file-picker';
import { UploadCard } from './upload-card';
import { useUploadQueue, useUploads } from './upload-queue-provider';
import { usePageDrop } from './use-page-drop';

export function UploadPage() {
  usePageTitle('Upload');
  const { data: me } = useMe();
  const queue = useUploadQueue();
  const uploads = useUploads();
  const [visibility, setVisibility] = useState<Visibility>('public');
  const uploadMaxBytes = me?.uploadMaxBytes ?? Infinity;
  const addFiles = (files: File[]) => queue.add(files, visibility, uploadMaxBytes);
  const isOver = usePageDrop(addFiles);

  return (
    <div className="mx-auto max-w-3xl space-y-7">
      <h1 className="text-3xl sm:text-4xl">Upload</h1>
      <FilePicker onFiles={addFiles} isOver={isOver} uploadMaxBytes={uploadMaxBytes} />
      <div className="max-w-sm">
        <VisibilitySelect value={visibility} onChange={setVisibility} />
      </div>
      {uploads.length > 0 && (
        <section aria-labelledby="uploads-heading" className="space-y-4">
          <h2 id="uploads-heading" className="text-2xl">
            Your uploads
          </h2>
          <ul className="space-y-4">
            {uploads.map((upload) => (
              <li key={upload.id}>
                <UploadCard upload={upload} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
