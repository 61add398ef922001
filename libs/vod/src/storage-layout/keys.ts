/**
 * The one place that builds and parses storage keys. A key is relative, uses "/" and needs no escaping in URLs.
 *
 *     videos/<id>/a<attempt>/<rendition>/init.mp4, seg_00000.m4s
 *     videos/<id>/a<attempt>/master.m3u8, <rendition>/playlist.m3u8, <rendition>/iframes.m3u8
 *     videos/<id>/a<attempt>/poster.jpg, thumbnail.jpg, storyboard.vtt, storyboard_00.jpg
 *     videos/<id>/a<attempt>/tiles_00000.jpg                      a chunk's part of the storyboard, until it is put together
 *     videos/<id>/a0/poster_00.jpg, thumbnail_00.jpg              of a clip, before there is an attempt
 *     snapshots/<id>/picture.jpg, thumbnail.jpg                   of a camera
 *     sources/<random id>/<secret>                                a source, where sources lie in the bucket
 *     recordings/<room>/<participant>/<take>/000000-<hash>.m4s    a chunk of a browser recording
 *     processed/<room>/<recording>/<name>-<secret>                a source that was put together from such chunks
 *
 * What a chunk's second and third claim writes is called seg_00000-2.m4s: a worker that was only frozen and wakes up
 * overwrites nothing that is already being played.
 */
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const videoKey = new RegExp(
  `^videos/(${uuid})/a([1-9]\\d{0,8})/((?:(?:[1-9]\\d{0,4}p|audio)/)?[a-z]+(?:_\\d{2,9}(?:-[1-9]\\d{0,4})?)?\\.(?:mp4|m4s|m3u8|jpg|vtt))$`,
);

const clipPictureKey = new RegExp(`^videos/(${uuid})/a(0)/((?:poster|thumbnail)_\\d{2}\\.jpg)$`);

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

export const segmentFileName = (index: number, claim = 1): string => `seg_${numbered(index, claim)}.m4s`;
export const tilesFileName = (firstSegment: number, claim = 1): string =>
  `tiles_${numbered(firstSegment, claim)}.jpg`;

const numbered = (index: number, claim: number): string =>
  String(index).padStart(5, '0') + (claim > 1 ? `-${claim}` : '');

export const videoPrefix = (videoId: string): string => `videos/${videoId}/`;
/** Whose prefix it is; null for any other. */
export const parseVideoPrefix = (prefix: string): string | null =>
  new RegExp(`^videos/(${uuid})/$`).exec(prefix)?.[1] ?? null;
export const attemptPrefix = (videoId: string, attempt: number): string => `videos/${videoId}/a${attempt}/`;

/** A clip has pictures before anything of it is processed: its first, and then one from its middle. */
export const clipPictureKeys = (
  clipId: string,
  index: number,
): { posterKey: string; thumbnailKey: string } => {
  const number = String(index).padStart(2, '0');
  const prefix = attemptPrefix(clipId, 0);
  return { posterKey: `${prefix}poster_${number}.jpg`, thumbnailKey: `${prefix}thumbnail_${number}.jpg` };
};

export const snapshotPrefix = (snapshotId: string): string => `snapshots/${snapshotId}/`;
export const snapshotKeys = (snapshotId: string): { pictureKey: string; thumbnailKey: string } => ({
  pictureKey: `${snapshotPrefix(snapshotId)}picture.jpg`,
  thumbnailKey: `${snapshotPrefix(snapshotId)}thumbnail.jpg`,
});

export interface VideoKey {
  videoId: string;
  attempt: number;
  /** The part below the attempt's prefix, for example "720p/seg_00000.m4s". */
  name: string;
}

/** Reads a key back, or returns null for anything that this module would not have built. */
export function parseVideoKey(key: string): VideoKey | null {
  const match = videoKey.exec(key) ?? clipPictureKey.exec(key);
  if (!match) return null;
  const [, videoId, attempt, name] = match as unknown as [string, string, string, string];
  return { videoId, attempt: Number(attempt), name };
}

const contentTypes = new Map([
  ['m3u8', 'application/vnd.apple.mpegurl'],
  ['mp4', 'video/mp4'],
  ['m4s', 'video/iso.segment'],
  ['ts', 'video/mp2t'],
  ['jpg', 'image/jpeg'],
  ['vtt', 'text/vtt; charset=utf-8'],
]);

/** The type a stored object is served with; keys have one of a few known endings. */
export function contentTypeOf(key: string): string {
  return contentTypes.get(key.slice(key.lastIndexOf('.') + 1)) ?? 'application/octet-stream';
}

/** Everything under an attempt's prefix is written once and never changed. */
export const immutableCacheControl = 'public, max-age=31536000, immutable';

export const videosPrefix = 'videos/';
export const sourcesPrefix = 'sources/';

/** Where an upload lies below the uploads folder until it is a video's source. */
export const incomingPath = (uploadId: string): string => `incoming/${uploadId}`;

/** Where a source lies below the uploads folder. The id alone: nothing of the user's file name reaches a path. */
export const sourcePath = (videoId: string): string => `${sourcesPrefix}${videoId}`;

/**
 * Where a source lies in a bucket. The bucket may be open to everybody who knows a key, and the video's id is known to
 * whoever may watch: so nothing of the video is in here, and `secret` (32 hexadecimal digits) is a secret.
 */
export const sourceKey = (uploadId: string, secret: string): string =>
  `${sourcesPrefix}${uploadId}/${secret}`;

/** Everything that a room's browsers have uploaded. */
export const roomChunksPrefix = (roomId: string): string => `recordings/${roomId}/`;

/** Everything of one take. */
export const takeChunksPrefix = (roomId: string, participantId: string, takeId: string): string =>
  `${roomChunksPrefix(roomId)}${participantId}/${takeId}/`;

export interface RecordingChunkPlace {
  roomId: string;
  participantId: string;
  takeId: string;
  seq: number;
  /** In hex. It is in the key, so that a signed address that is used again can only write the same bytes again. */
  sha256: string;
  container: 'mp4' | 'webm';
}

export const recordingChunkKey = (at: RecordingChunkPlace): string =>
  `${takeChunksPrefix(at.roomId, at.participantId, at.takeId)}${String(at.seq).padStart(6, '0')}-${at.sha256.slice(0, 16)}.${at.container === 'mp4' ? 'm4s' : 'webm'}`;

export const recordingChunkType = (container: 'mp4' | 'webm'): string =>
  container === 'mp4' ? 'video/iso.segment' : 'video/webm';

export const processedPrefix = 'processed/';

/** Where the film of a recording lies before it is encoded. `secret` (32 hexadecimal digits) is one, as for sources. */
export const processedPath = (roomId: string, recordingId: string, name: string, secret: string): string =>
  `${processedPrefix}${roomId}/${recordingId}/${name}-${secret}`;

/** A part of a room's film; worthless once the film is whole, or will never be. */
export const spanName = (revision: number, index: number): string =>
  `r${revision}-span-${String(index).padStart(5, '0')}`;
export const isSpanPath = (path: string): boolean =>
  new RegExp(`^${processedPrefix}.*/r\\d+-span-\\d+-[0-9a-f]{32}$`).test(path);

const sourceLocation = new RegExp(
  `^(?:incoming/${uuid}|sources/${uuid}(?:/[0-9a-f]{32})?|processed/${uuid}/${uuid}/[a-z0-9-]{1,80}-[0-9a-f]{32})$`,
);

/** Whether this module could have built it as the place of a source, on a disk or in a bucket. */
export const isSourceLocation = (path: string): boolean => sourceLocation.test(path);

/** Where a worker keeps copies of sources that lie in a bucket, below its uploads folder. */
export const sourceCachePath = 'work/sources';
