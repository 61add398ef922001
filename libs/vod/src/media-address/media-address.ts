/**
 * Addresses of media: `/media/<path>`, and for a private video `/media/t/<ticket>/<path>` (docs/adr/0011-trust.md). A
 * ticket is `<expiry>.<mac>`, the expiry in whole seconds since 1970. Everything that a playlist names is relative to the
 * playlist's own address, so the ticket of the first one reaches all.
 */
const ticketed = /^\/media\/t\/((\d{1,12})\.[\w-]{1,100})(\/.*)$/;

export const mediaRoot = (ticket: string | null): string =>
  ticket === null ? '/media' : `/media/t/${ticket}`;

/** null for an address without a ticket; `path` is the address as it would be without. */
export function parseTicketedAddress(
  address: string,
): { ticket: string; expiresAtMs: number; path: string } | null {
  const [, ticket, expirySec, rest] = ticketed.exec(address) ?? [];
  if (ticket === undefined) return null;
  return { ticket, expiresAtMs: Number(expirySec) * 1000, path: `/media${rest}` };
}

/** Whether two addresses lead to the same thing, whatever their tickets. */
export const isSameMedia = (one: string | null, other: string | null): boolean =>
  withoutTicket(one) === withoutTicket(other);

const withoutTicket = (address: string | null): string | null =>
  address === null ? null : (parseTicketedAddress(address)?.path ?? address);
