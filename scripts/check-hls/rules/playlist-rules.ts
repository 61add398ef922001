import { audioOf, urlOf, type LoadedPlaylist, type Presentation } from '../presentation.js';
import type { MediaPlaylist } from '../playlist/playlist.js';
import type { ProblemFamily } from '../playlist/tag-grammar.js';
import { allOrGood, finding, type Finding, type Rule } from './rule.js';

/** How a playlist is written, whatever it is about. */
export const playlistRules: Rule[] = [
  {
    id: 'playlists-reachable',
    level: 'MUST',
    title: 'every playlist that is named can be read and is of its kind',
    source: 'RFC 8216 4.3.4.1, 4.3.4.2',
    check: ({ playlists }) => playlists.map(reachable),
  },
  {
    id: 'playlist-syntax',
    level: 'MUST',
    title: 'every line is a well-formed tag, a URI, a comment or blank',
    source: 'RFC 8216 4.1, 4.2',
    check: withoutProblems('syntax'),
  },
  {
    id: 'playlist-tags-required',
    level: 'MUST',
    title: 'no tag or attribute is missing that every playlist needs',
    source: 'RFC 8216 4.3',
    check: withoutProblems('required'),
  },
  {
    id: 'playlist-tags-once',
    level: 'MUST',
    title: 'no tag stands twice where one may stand',
    source: 'RFC 8216 4.3',
    check: withoutProblems('once'),
  },
  {
    id: 'playlist-tags-in-place',
    level: 'MUST',
    title: 'no tag stands in the wrong kind of playlist or at the wrong place',
    source: 'RFC 8216 4.3.3, 4.3.4',
    check: withoutProblems('place'),
  },
  {
    id: 'version',
    level: 'MUST',
    title: 'EXT-X-VERSION is there and as high as the tags used need',
    source: 'RFC 8216 4.3.1.2, 7',
    check: ({ playlists }) => playlists.flatMap(versionFits),
  },
  {
    id: 'audio-is-audio',
    level: 'MUST',
    title: 'a rendition declared as audio holds audio',
    source: 'RFC 8216 4.3.4.1',
    check: declaredAudio,
  },
];

function reachable({ name, loadError, playlist }: LoadedPlaylist, index: number): Finding {
  if (loadError !== null) return finding(false, name, loadError);
  const misplaced = index > 0 && playlist?.kind === 'multivariant';
  return finding(!misplaced, name, playlist ? `a ${playlist.kind} playlist` : 'read');
}

function withoutProblems(family: ProblemFamily): Rule['check'] {
  return ({ playlists }) =>
    playlists
      .filter(({ loadError }) => loadError === null)
      .flatMap(({ name, problems }) =>
        allOrGood(
          problems
            .filter((problem) => problem.family === family)
            .map(({ line, text }) => ({ where: line === null ? name : `${name} line ${line}`, text })),
          name,
          'none found',
        ),
      );
}

function versionFits({ name, playlist }: LoadedPlaylist): Finding[] {
  if (!playlist) return [];
  const needed = playlist.kind === 'media' ? neededVersion(playlist) : 1;
  if (playlist.version === null) return [finding(false, name, 'there is no EXT-X-VERSION')];
  return [
    finding(playlist.version >= needed, name, `version ${playlist.version}, at least ${needed} needed`),
  ];
}

/** RFC 8216 7: which tags came with which version. */
function neededVersion({ maps, iFramesOnly, segments }: MediaPlaylist): number {
  if (maps.length > 0) return iFramesOnly ? 5 : 6;
  if (iFramesOnly || segments.some(({ byteRange }) => byteRange !== null)) return 4;
  return segments.some(({ extinfIsDecimal }) => extinfIsDecimal) ? 3 : 1;
}

function declaredAudio(presentation: Presentation): Finding[] {
  const audioUrls = audioOf(presentation).map(({ url }) => url);
  return (presentation.multivariant?.media ?? []).flatMap(({ type, uri }) => {
    if (type !== 'AUDIO' || uri === null) return [];
    const url = urlOf(presentation, uri);
    return [finding(url !== null && audioUrls.includes(url), uri, 'declared with TYPE=AUDIO')];
  });
}
