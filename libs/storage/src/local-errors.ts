import { SluiceError } from '@sluice/vod';

/** What the system says when there is no room: disk, quota, and a limit on the size of one file. */
const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const notThere = new Set(['ENOENT', 'ENOTDIR']);

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code;

/** Whether the path, or a folder on the way to it, doesn't exist. */
export const isNotThere = (error: unknown): boolean => notThere.has(codeOf(error) ?? '');

/** `operation` says what was tried, for example "writing"; the system's message with the path stays in the cause. */
export function toLocalStorageError(operation: string, error: unknown): Error {
  if (error instanceof SluiceError) return error;
  const code = codeOf(error);
  if (code && noRoom.has(code)) {
    return new SluiceError('disk_full', `No room on the media disk (${code})`, { cause: error });
  }
  return new SluiceError('storage_unavailable', `Local storage: ${operation} failed (${code ?? 'unknown'})`, {
    cause: error,
  });
}

export async function mapLocalErrors<T>(operation: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw toLocalStorageError(operation, error);
  }
}
