import type { Request } from 'express';

/**
 * Whether a browser sent this request from another site. Browsers say so in Sec-Fetch-Site, older ones in Origin;
 * programs send neither and carry no cookies that somebody else could abuse.
 */
export function isCrossSite(request: Request, publicUrl: string | undefined): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return false;
  const { origin } = request.headers;
  if (!origin) return site !== undefined;
  if (!URL.canParse(origin)) return true;
  return new URL(origin).host !== request.headers.host && origin !== (publicUrl && new URL(publicUrl).origin);
}
