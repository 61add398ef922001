import type { Exchange, ExchangeRole, Presentation } from '../presentation.js';
import { allOrGood, type Finding, type Rule } from './rule.js';

/** How a server hands things out; nothing to judge with files. */
export const deliveryRules: Rule[] = [
  {
    id: 'no-redirects',
    level: 'MUST',
    title: 'no request is redirected',
    source: 'Apple 8.18',
    check: (presentation) =>
      perRole(presentation, ['playlist', 'init', 'segment', 'i-frame'], ({ redirects }) =>
        redirects.length > 0 ? `redirected to ${redirects.map(withoutQuery).join(', ')}` : null,
      ),
  },
  {
    id: 'content-types',
    level: 'MUST',
    title: 'playlists, init segments and segments come with the right types',
    source: 'RFC 8216 4, Apple 10.4',
    check: (presentation) => perRole(presentation, ['playlist', 'init', 'segment'], wrongType),
  },
  {
    id: 'byte-ranges-served',
    level: 'MUST',
    title: 'requests for a byte range are answered with that range',
    source: 'RFC 8216 4.3.2.2',
    check: (presentation) =>
      perRole(presentation, ['init', 'segment', 'i-frame'], ({ partial, status }) =>
        partial && status !== 206 && status < 400 ? `a range was asked for, the answer is ${status}` : null,
      ),
  },
  {
    id: 'gzip',
    level: 'SHOULD',
    title: 'playlists are compressed with gzip for those who accept it',
    source: 'Apple 10.1',
    check: (presentation) =>
      perRole(presentation, ['playlist'], ({ contentEncoding, status }) =>
        contentEncoding === 'gzip' || status >= 400 ? null : `Content-Encoding: ${contentEncoding ?? 'none'}`,
      ),
  },
];

const types: Record<Exclude<ExchangeRole, 'i-frame'>, readonly string[]> = {
  playlist: ['application/vnd.apple.mpegurl', 'audio/mpegurl'],
  init: ['video/mp4', 'audio/mp4'],
  segment: ['video/iso.segment', 'video/mp4', 'audio/mp4', 'audio/iso.segment'],
};

function wrongType({ role, contentType, status }: Exchange): string | null {
  if (role === 'i-frame' || status >= 400) return null;
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? 'none';
  return types[role].includes(type) ? null : `Content-Type: ${type}`;
}

function perRole(
  { exchanges }: Presentation,
  roles: readonly ExchangeRole[],
  check: (exchange: Exchange) => string | null,
): Finding[] {
  return roles.flatMap((role) => {
    const ofRole = exchanges.filter((exchange) => exchange.role === role);
    if (ofRole.length === 0) return [];
    const bad = ofRole.flatMap((exchange) => {
      const text = check(exchange);
      return text === null ? [] : [{ where: exchange.name, text }];
    });
    return allOrGood(bad, `${role} requests`, `${ofRole.length} of ${ofRole.length}`);
  });
}

const withoutQuery = (url: string): string => url.replace(/\?.*$/, '');
