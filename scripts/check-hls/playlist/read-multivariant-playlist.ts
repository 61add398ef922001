import { parseAttributes } from './parse-attributes.js';
import type { MediaEntry, MultivariantPlaylist, PlaylistProblem, VariantEntry } from './playlist.js';
import type { PlaylistLine } from './read-lines.js';
import { attributeTypes } from './tag-grammar.js';

/** Puts the lines of a multivariant playlist together (RFC 8216 4.3.4); adds what doesn't fit to the problems. */
export function readMultivariantPlaylist(
  lines: readonly PlaylistLine[],
  problems: PlaylistProblem[],
): MultivariantPlaylist {
  const playlist: MultivariantPlaylist = {
    kind: 'multivariant',
    version: null,
    independentSegments: false,
    media: [],
    variants: [],
    iFrameVariants: [],
  };
  let pending: { line: number; attributes: Map<string, string> } | null = null;
  for (const line of lines) {
    if (line.kind === 'uri') {
      if (pending) playlist.variants.push(readVariant(line.uri, pending.attributes));
      else
        problems.push({
          family: 'syntax',
          line: line.number,
          text: 'a URI without an EXT-X-STREAM-INF before it',
        });
      pending = null;
      continue;
    }
    if (pending) problems.push(withoutUri(pending.line));
    pending = line.name === 'EXT-X-STREAM-INF' ? { line: line.number, attributes: attributesOf(line) } : null;
    readTag(line, playlist);
  }
  if (pending) problems.push(withoutUri(pending.line));
  if (playlist.variants.length === 0)
    problems.push({ family: 'required', line: null, text: 'there is no variant' });
  return playlist;
}

/** "The URI line is REQUIRED" and follows the tag directly (RFC 8216 4.3.4.2). */
const withoutUri = (line: number): PlaylistProblem => ({
  family: 'syntax',
  line,
  text: 'EXT-X-STREAM-INF: no URI follows it',
});

function readTag(line: PlaylistLine & { kind: 'tag' }, playlist: MultivariantPlaylist): void {
  if (line.name === 'EXT-X-VERSION') playlist.version ??= toNumber(line.value);
  if (line.name === 'EXT-X-INDEPENDENT-SEGMENTS') playlist.independentSegments = true;
  if (line.name === 'EXT-X-MEDIA') playlist.media.push(readMedia(attributesOf(line)));
  if (line.name === 'EXT-X-I-FRAME-STREAM-INF') {
    const attributes = attributesOf(line);
    const uri = attributes.get('URI');
    if (uri !== undefined) playlist.iFrameVariants.push(readVariant(uri, attributes));
  }
}

const attributesOf = (line: PlaylistLine & { kind: 'tag' }): Map<string, string> =>
  parseAttributes(line.value ?? '', attributeTypes[line.name] ?? {}).values;

const toNumber = (value: string | null | undefined): number | null =>
  value && /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;

function readMedia(attributes: Map<string, string>): MediaEntry {
  const get = (name: string): string | null => attributes.get(name) ?? null;
  return {
    type: get('TYPE'),
    groupId: get('GROUP-ID'),
    name: get('NAME'),
    language: get('LANGUAGE'),
    channels: get('CHANNELS'),
    uri: get('URI'),
  };
}

function readVariant(uri: string, attributes: Map<string, string>): VariantEntry {
  const size = /^(\d+)x(\d+)$/.exec(attributes.get('RESOLUTION') ?? '');
  return {
    uri,
    bandwidthBps: toNumber(attributes.get('BANDWIDTH')),
    averageBandwidthBps: toNumber(attributes.get('AVERAGE-BANDWIDTH')),
    codecs: attributes.get('CODECS')?.split(/\s*,\s*/) ?? null,
    resolution: size ? { width: Number(size[1]), height: Number(size[2]) } : null,
    frameRate: toNumber(attributes.get('FRAME-RATE')),
    videoRange: attributes.get('VIDEO-RANGE') ?? null,
    audioGroup: attributes.get('AUDIO') ?? null,
  };
}
