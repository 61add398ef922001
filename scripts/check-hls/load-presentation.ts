import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PresentationLoader, type LoadOptions } from './presentation-loader.js';
import type { LoadedPlaylist, Presentation } from './presentation.js';
import type { MultivariantPlaylist } from './playlist/playlist.js';

/** The playlist at the location itself cannot be read: there is nothing to judge. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** Reads a playlist and everything it points to. Throws UnreachableError; all else that is missing becomes part of the result. */
export async function loadPresentation(location: string, options: LoadOptions): Promise<Presentation> {
  const base = toUrl(location);
  const loader = new PresentationLoader(base, options);
  const root = await loader.loadPlaylist(base);
  if (root.loadError !== null) throw new UnreachableError(`${location} cannot be read: ${root.loadError}`);
  if (root.playlist?.kind !== 'multivariant') return loadMediaAlone(location, root, loader);
  const multivariant = root.playlist;
  const { pictures, sounds, iFrames } = await loadMembers(multivariant, base, loader);
  return {
    location,
    multivariant,
    playlists: [root, ...pictures, ...sounds, ...iFrames],
    renditions: await loader.loadRenditions([
      ...pictures.map((playlist) => ({ playlist, kind: 'video' as const })),
      ...sounds.map((playlist) => ({ playlist, kind: 'audio' as const })),
    ]),
    iFrames: await loader.loadIFrames(iFrames),
    exchanges: loader.exchanges,
  };
}

async function loadMediaAlone(
  location: string,
  root: LoadedPlaylist,
  loader: PresentationLoader,
): Promise<Presentation> {
  const renditions = await loader.loadRenditions([{ playlist: root, kind: 'video' }]);
  return {
    location,
    multivariant: null,
    playlists: [root],
    renditions,
    iFrames: [],
    exchanges: loader.exchanges,
  };
}

type Members = Record<'pictures' | 'sounds' | 'iFrames', LoadedPlaylist[]>;

/** All playlists are read at once and before any segment: those of a growing video then differ least. */
async function loadMembers(
  { variants, media, iFrameVariants }: MultivariantPlaylist,
  base: URL,
  loader: PresentationLoader,
): Promise<Members> {
  const urls = (uris: (string | null)[]): URL[] =>
    [
      ...new Set(
        uris.flatMap((uri) => (uri !== null && URL.canParse(uri, base.href) ? new URL(uri, base).href : [])),
      ),
    ].map((href) => new URL(href));
  const load = (list: URL[]): Promise<LoadedPlaylist[]> =>
    Promise.all(list.map((url) => loader.loadPlaylist(url)));
  const [pictures, sounds, iFrames] = await Promise.all([
    load(urls(variants.map(({ uri }) => uri))),
    load(urls(media.filter(({ type }) => type === 'AUDIO').map(({ uri }) => uri))),
    load(urls(iFrameVariants.map(({ uri }) => uri))),
  ]);
  return { pictures, sounds, iFrames };
}

function toUrl(location: string): URL {
  if (/^https?:\/\//i.test(location)) {
    if (URL.canParse(location)) return new URL(location);
    throw new UnreachableError(`${location} is not a URL`);
  }
  return pathToFileURL(resolve(location));
}
