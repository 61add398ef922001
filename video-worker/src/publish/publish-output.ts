import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  attemptPrefix,
  buildIFramePlaylist,
  buildMediaPlaylist,
  buildMultivariantPlaylist,
  contentTypeOf,
  iFramePlaylistName,
  immutableCacheControl,
  mediaPlaylistName,
  multivariantPlaylistName,
  posterFileName,
  sheetCount,
  storyboardFileName,
  storyboardSheetName,
  targetDuration,
  thumbnailFileName,
  type RenditionMedia,
  type Storyboard,
} from '@sluice/vod';
import type { ObjectStorage } from '@sluice/storage';

const parallelUploads = 6;

interface PublishContext {
  storage: ObjectStorage;
  videoId: string;
  attempt: number;
  workDir: string;
  signal: AbortSignal;
  onProgress: (fraction: number) => void;
}

/** Moves everything under the attempt's own prefix into storage: media first, the playlists that name them last. */
export async function publishOutput(
  renditions: readonly RenditionMedia[],
  storyboard: Storyboard | null,
  context: PublishContext,
): Promise<void> {
  const media = [posterFileName, thumbnailFileName, ...storyboardFiles(storyboard)];
  for (const { name } of renditions)
    for (const file of await readdir(join(context.workDir, name)))
      if (/\.(mp4|m4s)$/.test(file)) media.push(`${name}/${file}`);
  await putFiles(media, context);
  for (const [name, text] of publishedPlaylists(renditions)) {
    context.signal.throwIfAborted();
    await context.storage.put(keyOf(name, context), text, optionsFor(name));
  }
}

const storyboardFiles = (storyboard: Storyboard | null): string[] =>
  storyboard
    ? [
        ...Array.from({ length: sheetCount(storyboard) }, (_, sheet) => storyboardSheetName(sheet)),
        storyboardFileName,
      ]
    : [];

/** The playlists as files, for those who serve the storage through a CDN of their own. */
export function publishedPlaylists(renditions: readonly RenditionMedia[]): [name: string, text: string][] {
  const targetDurationSec = targetDuration(renditions);
  const playlists: [string, string][] = renditions.flatMap(({ name, kind, segments }) => {
    const options = { segments, targetDurationSec, type: 'VOD' as const, uriOf: (file: string) => file };
    const media: [string, string] = [`${name}/${mediaPlaylistName}`, buildMediaPlaylist(options)];
    const iFrames: [string, string] = [`${name}/${iFramePlaylistName}`, buildIFramePlaylist(options)];
    return kind === 'video' ? [media, iFrames] : [media];
  });
  return [...playlists, [multivariantPlaylistName, buildMultivariantPlaylist(renditions)]];
}

async function putFiles(names: string[], context: PublishContext): Promise<void> {
  const waiting = [...names];
  let done = 0;
  const putNext = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      context.signal.throwIfAborted();
      await context.storage.putFile(keyOf(name, context), join(context.workDir, name), optionsFor(name));
      context.onProgress(++done / names.length);
    }
  };
  await Promise.all(Array.from({ length: parallelUploads }, putNext));
}

const keyOf = (name: string, { videoId, attempt }: PublishContext): string =>
  attemptPrefix(videoId, attempt) + name;
const optionsFor = (name: string) => ({
  contentType: contentTypeOf(name),
  cacheControl: immutableCacheControl,
});
