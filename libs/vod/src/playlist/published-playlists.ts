import { iFramePlaylistName, mediaPlaylistName, multivariantPlaylistName } from '../storage-layout/keys.js';
import { buildIFramePlaylist, buildMediaPlaylist } from './media-playlist.js';
import { buildMultivariantPlaylist } from './multivariant-playlist.js';
import type { RenditionMedia } from './rendition-media.js';

/** The playlists as files, for those who serve the storage through a CDN of their own; the one that names the others last. */
export function publishedPlaylists(
  renditions: readonly RenditionMedia[],
  targetDurationSec: number,
): [name: string, text: string][] {
  const playlists: [string, string][] = renditions.flatMap(({ name, kind, segments }) => {
    const options = { segments, targetDurationSec, type: 'VOD' as const, uriOf: (file: string) => file };
    const media: [string, string] = [`${name}/${mediaPlaylistName}`, buildMediaPlaylist(options)];
    const iFrames: [string, string] = [`${name}/${iFramePlaylistName}`, buildIFramePlaylist(options)];
    return kind === 'video' ? [media, iFrames] : [media];
  });
  return [...playlists, [multivariantPlaylistName, buildMultivariantPlaylist(renditions, targetDurationSec)]];
}
