import type { VideoView } from '@sluice/vod';
import type { TestPlatform } from '../../platform/test-platform.js';

/** An upload of these bytes; null when the upload itself refuses them. */
export const trySend = ({ api }: TestPlatform, bytes: Buffer, name: string): Promise<VideoView | null> =>
  api.upload(new Blob([Uint8Array.from(bytes)]), name).catch((error: Error) => {
    if (/\((not_a_video|playlist_refused|file_empty)\)/.test(error.message)) return null;
    throw error;
  });
