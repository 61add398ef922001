const secretWord = /(pass(word|wd)?|pwd|user(name)?|token|key|secret|auth|sig(nature)?)([=:])[^/&_?]+/gi;
const address = /[a-z][a-z0-9+.-]*:\/\/[^\s'"<>]+/gi;
const hidden = '***';

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
  if (!/^rtmp/i.test(protocol))
    return path.replace(secretWord, (_, word: string, ...rest) => {
      const sign = rest.find((part) => part === '=' || part === ':') as string;
      return `${word}${sign}${hidden}`;
    });
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

/** A line of ffmpeg's log, whose messages repeat addresses. */
export const maskAddresses = (text: string): string => text.replace(address, (found) => maskSource(found));
