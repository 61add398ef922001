import type { Video } from '@sluice/database';
import type { SourceStore } from '@sluice/storage';
import { SluiceError } from '@sluice/vod';
import type { Response } from 'express';
import { sendFile } from '../http/send-file.js';

/** Followed at once. */
const redirectTtlSec = 600;

/**
 * Sends a video's source, as it came, to be saved under its own name. It is what a stranger may have sent: whatever it
 * holds, no browser shows it or runs anything of it. Throws `original_removed`, `media_not_found`.
 */
export async function sendOriginal(response: Response, video: Video, sources: SourceStore): Promise<void> {
  if (video.sourceRemovedAt) throw new SluiceError('original_removed');
  if (video.sourcePath === '') throw new SluiceError('media_not_found');
  response.attachment(video.sourceFileName);
  const disposition = String(response.getHeader('Content-Disposition'));
  response.setHeader('Cache-Control', 'private, no-store');
  const url = await sources.downloadUrl(video.sourcePath, redirectTtlSec, disposition);
  if (url !== null) return response.redirect(302, url);
  response.setHeader('Content-Type', 'application/octet-stream');
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  await sendFile(response, sources.localPath(video.sourcePath)!);
}
