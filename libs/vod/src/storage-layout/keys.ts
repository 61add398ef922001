/**
 * The one place that builds and parses storage keys. A key is relative, uses "/" and needs no escaping in URLs.
 *
 *     videos/<id>/a<attempt>/<rendition>/init.mp4, seg_00000.m4s
 *     videos/<id>/a<attempt>/master.m3u8, <rendition>/playlist.m3u8, <rendition>/iframes.m3u8
 *     videos/<id>/a<attempt>/poster.jpg, thumbnail.jpg, storyboard.vtt, storyboard_00.jpg
 */
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const videoKey = new RegExp(
  `^videos/(${uuid})/a([1-9]\\d{0,8})/((?:(?:[1-9]\\d{0,4}p|audio)/)?[a-z]+(?:_\\d{2,9})?\\.(?:mp4|m4s|m3u8|jpg|vtt))$`,
);

export const audioRenditionName = 'audio';
export const initFileName = 'init.mp4';
export const mediaPlaylistName = 'playlist.m3u8';
export const iFramePlaylistName = 'iframes.m3u8';
export const multivariantPlaylistName = 'master.m3u8';
export const posterFileName = 'poster.jpg';
export const thumbnailFileName = 'thumbnail.jpg';
export const storyboardFileName = 'storyboard.vtt';
export const storyboardSheetName = (index: number): string =>
  `storyboard_${String(index).padStart(2, '0')}.jpg`;

export const segmentFileName = (index: number): string => `seg_${String(index).padStart(5, '0')}.m4s`;

export const videoPrefix = (videoId: string): string => `videos/${videoId}/`;
export const attemptPrefix = (videoId: string, attempt: number): string => `videos/${videoId}/a${attempt}/`;

export interface VideoKey {
  videoId: string;
  attempt: number;
  /** The part below the attempt's prefix, for example "720p/seg_00000.m4s". */
  name: string;
}

/** Reads a key back, or returns null for anything that this module would not have built. */
export function parseVideoKey(key: string): VideoKey | null {
  const match = videoKey.exec(key);
  if (!match) return null;
  const [, videoId, attempt, name] = match as unknown as [string, string, string, string];
  return { videoId, attempt: Number(attempt), name };
}

const contentTypes = new Map([
  ['m3u8', 'application/vnd.apple.mpegurl'],
  ['mp4', 'video/mp4'],
  ['m4s', 'video/iso.segment'],
  ['jpg', 'image/jpeg'],
  ['vtt', 'text/vtt; charset=utf-8'],
]);

/** The type a stored object is served with; keys have one of a few known endings. */
export function contentTypeOf(key: string): string {
  return contentTypes.get(key.slice(key.lastIndexOf('.') + 1)) ?? 'application/octet-stream';
}

/** Everything under an attempt's prefix is written once and never changed. */
export const immutableCacheControl = 'public, max-age=31536000, immutable';

/** Where a source lies below the uploads folder. The id alone: nothing of the user's file name reaches a path. */
export const sourcePath = (videoId: string): string => `sources/${videoId}`;
