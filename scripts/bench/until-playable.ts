import { setTimeout as pause } from 'node:timers/promises';
import { parsePlaylist } from '../check-hls/playlist/parse-playlist.js';
import type { Playlist } from '../check-hls/playlist/playlist.js';

const limitMs = 3600_000;

/**
 * Asks as a player would until picture and sound can begin: the multivariant playlist, its first variant and its sound,
 * and of both the first segment, whole, with its init segment unless it is a transport stream. Answers when, on performance.now()'s clock.
 */
export async function untilPlayable(url: string, everyMs = 20): Promise<number> {
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline) {
    if (await canBegin(url)) return performance.now();
    await pause(everyMs);
  }
  throw new Error(`${url} could not be played in time.`);
}

async function canBegin(url: string): Promise<boolean> {
  const playlist = await load(url, 'multivariant');
  const picture = playlist?.variants[0]?.uri;
  const sound = playlist?.media.find(({ type }) => type === 'AUDIO')?.uri;
  if (!picture) return false;
  const found = await Promise.all(
    [picture, ...(sound ? [sound] : [])].map((uri) => hasBegun(new URL(uri, url))),
  );
  return found.every(Boolean);
}

async function hasBegun(url: URL): Promise<boolean> {
  const playlist = await load(url.href, 'media');
  const [segment] = playlist?.segments ?? [];
  if (!playlist || !segment) return false;
  const sizes = await Promise.all(
    [...playlist.maps.slice(0, 1), segment].map(
      async ({ uri }) => (await read(new URL(uri, url).href))?.length,
    ),
  );
  return sizes.every((size) => (size ?? 0) > 0);
}

async function load<Kind extends Playlist['kind']>(
  url: string,
  kind: Kind,
): Promise<Extract<Playlist, { kind: Kind }> | null> {
  const bytes = await read(url);
  const playlist = bytes && parsePlaylist(bytes).playlist;
  return playlist?.kind === kind ? (playlist as Extract<Playlist, { kind: Kind }>) : null;
}

/** null for anything but success. */
async function read(url: string): Promise<Buffer | null> {
  const response = await fetch(url);
  const bytes = Buffer.from(await response.arrayBuffer());
  return response.ok ? bytes : null;
}
