const ourOrigin = 'https://this-site.invalid';

/**
 * Where to go after signing in. Only a path of this site passes: "//evil.example", "/\evil.example" and the like would
 * turn the sign-in page into a door to somebody else's.
 */
export function safeNextPath(next: string | undefined): string {
  // Browsers drop tabs and newlines inside addresses and read "\" as "/": no honest path has any of them.
  if (!next?.startsWith('/') || /[\\\p{Cc}]/u.test(next) || !URL.canParse(next, ourOrigin)) return '/';
  const url = new URL(next, ourOrigin);
  const path = url.pathname + url.search + url.hash;
  if (url.origin !== ourOrigin || path.startsWith('//') || url.pathname === '/sign-in') return '/';
  return path;
}
