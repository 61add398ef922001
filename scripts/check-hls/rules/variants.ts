import type { VariantEntry } from '../playlist/playlist.js';
import { urlOf, type Presentation, type Rendition } from '../presentation.js';

/** A variant together with what plays when it is chosen. */
export interface PlayableVariant {
  entry: VariantEntry;
  where: string;
  /** What its URI leads to; null when that could not be read. */
  main: Rendition | null;
  /** The audio renditions of its group that have playlists of their own. */
  sounds: Rendition[];
  /** False when a rendition of the group could not be read. */
  soundsComplete: boolean;
}

export function variantsOf(presentation: Presentation): PlayableVariant[] {
  const { multivariant } = presentation;
  return (multivariant?.variants ?? []).map((entry) => {
    const group = (multivariant?.media ?? []).filter(
      ({ type, groupId, uri }) => type === 'AUDIO' && uri !== null && groupId === entry.audioGroup,
    );
    const sounds = group.map(({ uri }) => renditionAt(presentation, uri!));
    return {
      entry,
      where: `variant ${entry.uri}`,
      main: renditionAt(presentation, entry.uri),
      sounds: sounds.filter((sound) => sound !== null),
      soundsComplete: !sounds.includes(null),
    };
  });
}

function renditionAt(presentation: Presentation, uri: string): Rendition | null {
  const wanted = urlOf(presentation, uri);
  return presentation.renditions.find(({ url }) => url === wanted) ?? null;
}
