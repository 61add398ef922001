import { parseAttributes } from './parse-attributes.js';
import type { ByteRange, MediaPlaylist, PlaylistProblem, SegmentEntry } from './playlist.js';
import type { PlaylistLine } from './read-lines.js';
import { attributeTypes } from './tag-grammar.js';

type TagLine = PlaylistLine & { kind: 'tag' };

/** The tags that describe the next URI, collected until it comes. */
interface Pending {
  line: number | null;
  extinf: string | null;
  byteRange: string | null;
  discontinuity: boolean;
}
const nothingPending = (): Pending => ({ line: null, extinf: null, byteRange: null, discontinuity: false });

/** Puts the lines of a media playlist together (RFC 8216 4.3.2, 4.3.3); adds what doesn't fit to the problems. */
export function readMediaPlaylist(
  lines: readonly PlaylistLine[],
  problems: PlaylistProblem[],
): MediaPlaylist {
  const playlist = emptyPlaylist();
  let pending = nothingPending();
  for (const line of lines) {
    if (line.kind === 'tag') {
      readSegmentTag(line, pending, problems);
      readPlaylistTag(line, playlist, problems);
      continue;
    }
    if (pending.extinf === null)
      problems.push({
        family: 'required',
        line: line.number,
        text: `"${line.uri.slice(0, 60)}" has no EXTINF`,
      });
    playlist.segments.push(readSegment(line, pending, playlist.segments.at(-1), problems));
    pending = nothingPending();
  }
  if (pending.line !== null)
    problems.push({ family: 'syntax', line: pending.line, text: 'EXTINF: no URI follows it' });
  if (playlist.targetDurationSec === null)
    problems.push({ family: 'required', line: null, text: 'there is no EXT-X-TARGETDURATION' });
  if (playlist.segments.length === 0)
    problems.push({ family: 'required', line: null, text: 'there is no segment' });
  return playlist;
}

const emptyPlaylist = (): MediaPlaylist => ({
  kind: 'media',
  version: null,
  independentSegments: false,
  targetDurationSec: null,
  mediaSequence: null,
  type: null,
  ended: false,
  iFramesOnly: false,
  maps: [],
  segments: [],
});

function readSegmentTag(line: TagLine, pending: Pending, problems: PlaylistProblem[]): void {
  if (line.name === 'EXTINF' || line.name === 'EXT-X-BYTERANGE') {
    const key = line.name === 'EXTINF' ? 'extinf' : 'byteRange';
    if (pending[key] !== null)
      problems.push({
        family: 'once',
        line: line.number,
        text: `${line.name}: a second one for the same segment`,
      });
    pending[key] = line.value;
    pending.line = line.number;
  }
  if (line.name === 'EXT-X-DISCONTINUITY') pending.discontinuity = true;
}

function readPlaylistTag(line: TagLine, playlist: MediaPlaylist, problems: PlaylistProblem[]): void {
  const number = line.value !== null && /^\d+$/.test(line.value) ? Number(line.value) : null;
  if (line.name === 'EXT-X-VERSION') playlist.version ??= number;
  if (line.name === 'EXT-X-TARGETDURATION') playlist.targetDurationSec ??= number;
  if (line.name === 'EXT-X-INDEPENDENT-SEGMENTS') playlist.independentSegments = true;
  if (line.name === 'EXT-X-I-FRAMES-ONLY') playlist.iFramesOnly = true;
  if (line.name === 'EXT-X-ENDLIST') playlist.ended = true;
  if (line.name === 'EXT-X-PLAYLIST-TYPE' && (line.value === 'VOD' || line.value === 'EVENT'))
    playlist.type = line.value;
  if (line.name === 'EXT-X-MAP') readMap(line, playlist);
  if (line.name === 'EXT-X-MEDIA-SEQUENCE') {
    playlist.mediaSequence ??= number;
    // "The EXT-X-MEDIA-SEQUENCE tag MUST appear before the first Media Segment" (RFC 8216 4.3.3.2).
    if (playlist.segments.length > 0)
      problems.push({
        family: 'place',
        line: line.number,
        text: 'EXT-X-MEDIA-SEQUENCE: stands after a segment',
      });
  }
}

function readMap(line: TagLine, playlist: MediaPlaylist): void {
  const { values } = parseAttributes(line.value ?? '', attributeTypes['EXT-X-MAP']!);
  const uri = values.get('URI');
  if (uri === undefined) return;
  const byteRange = readByteRange(values.get('BYTERANGE') ?? null, 0);
  playlist.maps.push({ uri, byteRange, beforeSegment: playlist.segments.length });
}

function readSegment(
  line: PlaylistLine & { kind: 'uri' },
  pending: Pending,
  previous: SegmentEntry | undefined,
  problems: PlaylistProblem[],
): SegmentEntry {
  const duration = /^(\d+(?:\.\d+)?),/.exec(pending.extinf ?? '')?.[1];
  // Without an offset the range begins where that of the segment before ends, in the same file (RFC 8216 4.3.2.2).
  const continues = previous?.uri === line.uri && previous.byteRange !== null;
  const follow = continues ? previous.byteRange!.offset + previous.byteRange!.length : null;
  if (pending.byteRange !== null && !pending.byteRange.includes('@') && follow === null)
    problems.push({
      family: 'syntax',
      line: line.number,
      text: 'EXT-X-BYTERANGE: has no offset to begin at',
    });
  return {
    uri: line.uri,
    extinfSec: duration === undefined ? null : Number(duration),
    extinfIsDecimal: duration?.includes('.') ?? false,
    byteRange: readByteRange(pending.byteRange, follow ?? 0),
    discontinuity: pending.discontinuity,
  };
}

function readByteRange(text: string | null, impliedOffset: number): ByteRange | null {
  const match = /^(\d+)(?:@(\d+))?$/.exec(text ?? '');
  return match ? { length: Number(match[1]), offset: match[2] ? Number(match[2]) : impliedOffset } : null;
}
