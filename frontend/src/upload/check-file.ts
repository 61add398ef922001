import { formatBytes } from '../formats/bytes';
import { ProblemError } from '../http/problem-error';

/** What can be told before a byte is sent; null when the file may go. The backend checks again. */
export function checkFile(file: Pick<File, 'size'>, uploadMaxBytes: number): ProblemError | null {
  if (file.size === 0) {
    return refusal(
      'file_empty',
      'The file is empty',
      'It has 0 bytes.',
      'Choose the video again, or copy it from the camera once more.',
    );
  }
  if (file.size > uploadMaxBytes) {
    return refusal(
      'file_too_large',
      'The file is too large',
      `It has ${formatBytes(file.size)}; this platform takes ${formatBytes(uploadMaxBytes)} at most.`,
      'Send a smaller file, or ask the operator to raise the limit.',
    );
  }
  return null;
}

function refusal(code: string, title: string, detail: string, fix: string): ProblemError {
  return new ProblemError({ status: 0, code, title, detail, fix, requestId: null });
}
