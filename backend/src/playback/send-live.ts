import { contentTypeOf } from '@sluice/vod';
import type { Response } from 'express';
import { sendFile } from '../http/send-file.js';

/** Asked for anew each time; a player that has this one already is told so by its ETag. */
export function sendPlaylist(response: Response, text: string): void {
  response.setHeader('Content-Type', contentTypeOf('playlist.m3u8'));
  response.setHeader('Cache-Control', 'no-cache');
  response.send(Buffer.from(text));
}

/**
 * A segment of a ring, or of what a clip holds, and of that perhaps only the first bytes. Its name is used once only.
 * Throws `media_not_found`.
 */
export async function sendSegment(response: Response, path: string, bytes?: number): Promise<void> {
  response.setHeader('Content-Type', contentTypeOf(path));
  response.setHeader('Cache-Control', 'private, max-age=86400, immutable');
  await sendFile(response, path, bytes);
}
