/** One line that means something: a tag, or the URI that the tags before it describe. */
export type PlaylistLine =
  | { kind: 'tag'; number: number; name: string; value: string | null }
  | { kind: 'uri'; number: number; uri: string };

export interface PlaylistText {
  lines: PlaylistLine[];
  problems: { line: number; text: string }[];
}

/** RFC 3986: what a URI reference may be written with. Garbage between the tags is found here. */
const uriReference = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;

/** Splits a playlist into tags and URIs (RFC 8216 4.1); blank lines and comments fall away. */
export function readLines(bytes: Buffer): PlaylistText {
  const problems: PlaylistText['problems'] = [];
  const text = decode(bytes, problems);
  const rows = text.split(/\r?\n/);
  if (rows[0] !== '#EXTM3U') problems.push({ line: 1, text: 'the first line is not #EXTM3U' });
  const lines = rows.flatMap((row, index): PlaylistLine[] => {
    const number = index + 1;
    if (/\p{Cc}/u.test(row)) problems.push({ line: number, text: 'a control character' });
    if (row === '') return [];
    if (row.startsWith('#EXT')) return [readTag(row, number)];
    if (row.startsWith('#')) return [];
    if (!uriReference.test(row))
      problems.push({ line: number, text: `"${row.slice(0, 60)}" is neither a tag nor a URI` });
    return [{ kind: 'uri', number, uri: row }];
  });
  return { lines, problems };
}

function readTag(row: string, number: number): PlaylistLine {
  const colon = row.indexOf(':');
  return colon < 0
    ? { kind: 'tag', number, name: row.slice(1), value: null }
    : { kind: 'tag', number, name: row.slice(1, colon), value: row.slice(colon + 1) };
}

/** "Playlist files MUST be encoded in UTF-8. They MUST NOT contain any Byte Order Mark" (RFC 8216 4.1). */
function decode(bytes: Buffer, problems: PlaylistText['problems']): string {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])))
    problems.push({ line: 1, text: 'the playlist begins with a byte order mark' });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    problems.push({ line: 1, text: 'the playlist is not UTF-8' });
    return bytes.toString('latin1');
  }
}
