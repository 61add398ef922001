import type { MediaPlaylist } from '../playlist/playlist.js';
import type { Presentation } from '../presentation.js';
import { allOrGood, finding, seconds, type Finding, type Rule } from './rule.js';

/** What each media playlist says of itself, I-frame playlists included. */
export const mediaPlaylistRules: Rule[] = [
  {
    id: 'ext-x-map',
    level: 'MUST',
    title: 'EXT-X-MAP names one init segment, before the first segment',
    source: 'RFC 8216 4.3.2.5, Apple 8.20',
    check: (presentation) => mediaPlaylists(presentation).map(({ name, playlist }) => hasMap(name, playlist)),
  },
  {
    id: 'target-duration',
    level: 'MUST',
    title: 'no EXTINF, rounded, is above EXT-X-TARGETDURATION',
    source: 'RFC 8216 4.3.3.1',
    check: targetDurations,
  },
  {
    id: 'same-target-duration',
    level: 'MUST',
    title: 'all playlists have the same EXT-X-TARGETDURATION',
    source: 'RFC 8216 6.2.4, Apple 8.2',
    check: (presentation) => sameInAll(presentation, ({ targetDurationSec }) => targetDurationSec),
  },
  {
    id: 'media-sequence',
    level: 'MUST',
    title:
      'all playlists begin with the same EXT-X-MEDIA-SEQUENCE, which never moves when segments are never removed',
    source: 'RFC 8216 4.3.3.2, 4.3.3.5',
    check: (presentation) => sameInAll(presentation, ({ mediaSequence }) => mediaSequence),
  },
  {
    id: 'playlist-type',
    level: 'MUST',
    title: 'a playlist that ended is VOD, one that grows is EVENT',
    source: 'RFC 8216 4.3.3.4, 4.3.3.5, Apple 8.6, 8.8',
    check: (presentation) =>
      mediaPlaylists(presentation).map(({ name, playlist }) => hasType(name, playlist)),
  },
];

const mediaPlaylists = ({
  renditions,
  iFrames,
}: Presentation): { name: string; playlist: MediaPlaylist }[] => [...renditions, ...iFrames];

function hasMap(where: string, { maps }: MediaPlaylist): Finding {
  const [map, ...more] = maps;
  if (!map) return finding(false, where, 'there is no EXT-X-MAP');
  if (map.beforeSegment > 0) return finding(false, where, `segments before #${map.beforeSegment} have none`);
  return finding(more.length === 0, where, more.length === 0 ? map.uri : `there are ${maps.length}`);
}

function targetDurations(presentation: Presentation): Finding[] {
  return mediaPlaylists(presentation).flatMap(
    ({ name, playlist: { targetDurationSec: target, segments } }) => {
      if (target === null) return [];
      const bad = segments.flatMap(({ extinfSec, uri }, index) =>
        extinfSec !== null && Math.round(extinfSec) > target
          ? [
              {
                where: `${name} #${index} (${uri})`,
                text: `${seconds(extinfSec)} with a target of ${target} s`,
              },
            ]
          : [],
      );
      return allOrGood(bad, name, `${target} s`);
    },
  );
}

/** The value that most playlists have is taken as the right one. */
function sameInAll(presentation: Presentation, read: (playlist: MediaPlaylist) => number | null): Finding[] {
  const values = mediaPlaylists(presentation).map(({ name, playlist }) => ({ name, value: read(playlist) }));
  const count = (wanted: number | null): number => values.filter(({ value }) => value === wanted).length;
  const usual = values.map(({ value }) => value).toSorted((a, b) => count(b) - count(a))[0] ?? null;
  return values.map(({ name, value }) =>
    finding(
      value !== null && value === usual,
      name,
      value === null ? 'there is none' : `${value}, usual ${usual}`,
    ),
  );
}

function hasType(where: string, { type, ended }: MediaPlaylist): Finding {
  const text = `${type ?? 'no EXT-X-PLAYLIST-TYPE'}, ${ended ? 'with' : 'without'} EXT-X-ENDLIST`;
  return finding(ended ? type === 'VOD' : type === 'EVENT', where, text);
}
