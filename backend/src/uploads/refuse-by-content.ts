import { SluiceError } from '@sluice/vod';
import { fileTypeFromBuffer } from 'file-type';

/** Enough for every signature that file-type knows. */
export const headBytes = 4100;

/** Types outside video/ and audio/ that hold video all the same. */
const videoLike = new Set([
  'image/gif',
  'application/mxf',
  'application/ogg',
  'application/vnd.ms-asf',
  'application/mp4',
]);

/**
 * Refuses what surely isn't a video by its first bytes: text of any kind, archives, documents, still pictures. What
 * isn't recognised passes: only the worker's probe can tell. Throws SluiceError.
 */
export async function refuseByContent(head: Buffer): Promise<void> {
  if (head.length === 0) throw new SluiceError('file_empty');
  const text = asText(head);
  if (text !== null) {
    if (/^﻿?\s*(#EXTM3U|ffconcat|<(\?xml[\s\S]*<)?MPD\b|v=0\r?\n)/i.test(text))
      throw new SluiceError('playlist_refused');
    throw new SluiceError(
      'not_a_video',
      `The file holds text${/<(html|svg|script|!doctype)/i.test(text) ? ' (a web page or drawing)' : ''}, not video.`,
    );
  }
  const type = await fileTypeFromBuffer(head).catch(() => undefined);
  if (type && !/^(video|audio)\//.test(type.mime) && !videoLike.has(type.mime))
    throw new SluiceError('not_a_video', `The file is of type ${type.mime}, not video.`);
}

/** The bytes as text, or null when they are not: media have control characters within their first bytes. */
function asText(head: Buffer): string | null {
  const text = head.toString('utf8');
  const binary = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) || text.slice(0, -4).includes('�');
  return binary ? null : text;
}
