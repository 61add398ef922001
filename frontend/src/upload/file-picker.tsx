import type { ChangeEvent } from 'react';
import { Icon } from '../controls/icons';
import { formatBytes } from '../formats/bytes';

/** A hint for the file dialog only; containers that browsers have no type for are named by their ending. */
const accept = 'video/*,audio/*,.mkv,.mxf,.mts,.m2ts,.ts,.vob,.flv,.dv,.avi,.mov';

interface FilePickerProps {
  onFiles: (files: File[]) => void;
  isOver: boolean;
  uploadMaxBytes: number;
}

export function FilePicker({ onFiles, isOver, uploadMaxBytes }: FilePickerProps) {
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    onFiles(Array.from(event.target.files ?? []));
    // Else choosing the same file once more would be no change, and nothing would happen.
    event.target.value = '';
  };

  return (
    <div
      className={`flex flex-col items-center rounded-3xl border-2 border-dashed px-6 py-12 text-center transition-colors ${
        isOver ? 'border-accent bg-accent/10' : 'border-line bg-surface'
      }`}
    >
      <Icon name="upload" className="size-9 text-accent" />
      <p className="mt-4 font-serif text-xl">{isOver ? 'Drop to upload' : 'Drop videos here'}</p>
      <p className="mt-1 text-sm text-muted">
        Any video or audio file
        {Number.isFinite(uploadMaxBytes) && `, up to ${formatBytes(uploadMaxBytes)} each`}
      </p>
      <label className="button button-primary mt-5 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
        Choose videos
        <input type="file" className="sr-only" accept={accept} multiple onChange={choose} />
      </label>
    </div>
  );
}
