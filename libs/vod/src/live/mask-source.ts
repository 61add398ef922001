/** Some cameras join their words with "_", which may also stand in a password: it ends where the next word begins. */
const secretWord =
  /(pass(?:word|wd)?|pwd|user(?:name)?|token|key|secret|auth|sig(?:nature)?)([=:])((?:(?!_[a-z0-9]+=)[^/&?])+)/gi;
const address = /[a-z][a-z0-9+.-]*:\/\/[^\s'"<>]+/gi;
const hidden = '***';
/** What is shorter stands in every other line by chance. */
const secretMinLength = 4;

/**
 * A source as people and logs may see it: without name and password, without the values behind "?", without words in the
 * path that some cameras keep their password in, and without RTMP's stream key, which is the end of its path.
 */
export function maskSource(source: string): string {
  const at = source.indexOf('://');
  if (at < 0) return source;
  const protocol = source.slice(0, at);
  const [beforeFragment = ''] = source.slice(at + 3).split('#');
  const queryAt = beforeFragment.indexOf('?');
  const [place, query] =
    queryAt < 0
      ? [beforeFragment, '']
      : [beforeFragment.slice(0, queryAt), beforeFragment.slice(queryAt + 1)];
  const { authority, path } = splitPlace(place);
  return `${protocol}://${authority}${maskPath(protocol, path)}${maskQuery(query)}`;
}

/** Also in a password that holds a "/" or an "@" unescaped: what stands before the last "@" is hidden. */
function splitPlace(place: string): { authority: string; path: string } {
  const userEnd = place.lastIndexOf('@');
  const rest = place.slice(userEnd + 1);
  const pathAt = rest.indexOf('/');
  const host = pathAt < 0 ? rest : rest.slice(0, pathAt);
  return { authority: userEnd < 0 ? host : `${hidden}@${host}`, path: pathAt < 0 ? '' : rest.slice(pathAt) };
}

function maskPath(protocol: string, path: string): string {
  if (!/^rtmp/i.test(protocol)) return path.replace(secretWord, `$1$2${hidden}`);
  const [, app, ...key] = path.split('/');
  return key.length > 0 ? `/${app}/${hidden}` : path;
}

/** Names are kept, they help; any value may be a secret. */
function maskQuery(query: string): string {
  if (query === '') return '';
  const parts = query
    .split('&')
    .map((part) => (part.includes('=') ? `${part.split('=')[0]}=${hidden}` : hidden));
  return `?${parts.join('&')}`;
}

/**
 * What of a source stands in no message, as it is written and as it is meant: its name and password, the values behind
 * "?", the words in its path that maskSource hides, and RTMP's stream key. Longest first.
 */
export function secretsOf(source: string): string[] {
  if (!source.includes('://') || !URL.canParse(source)) return [];
  const { protocol, username, password, pathname, search } = new URL(source);
  const [, , ...key] = /^rtmp/i.test(protocol) ? pathname.split('/') : [];
  const written = [
    `${username}:${password}`,
    password,
    ...search
      .slice(1)
      .split('&')
      .map((part) => part.slice(part.indexOf('=') + 1)),
    ...[...pathname.matchAll(secretWord)].map(([, , , value]) => value ?? ''),
    key.join('/'),
    ...key,
  ];
  return [...new Set(written.flatMap((secret) => [secret, decode(secret)]))]
    .filter(({ length }) => length >= secretMinLength)
    .toSorted((a, b) => b.length - a.length);
}

/** A "%" that stands for itself is no reason to show the rest. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A line of ffmpeg's log, whose messages repeat addresses, or parts of the one that it was given. */
export function maskComplaint(text: string, secrets: readonly string[] = []): string {
  const bare = secrets.reduce((line, secret) => line.replaceAll(secret, hidden), text);
  return bare.replace(address, (found) => maskSource(found));
}
