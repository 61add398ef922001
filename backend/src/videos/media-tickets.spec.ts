import { describe, expect, it } from 'vitest';
import { MediaTickets } from './media-tickets.service.js';

const [film, other] = ['0b7a2f3c-9d1e-4c5b-8a6f-001122334455', '0b7a2f3c-9d1e-4c5b-8a6f-001122334456'];
const tickets = new MediaTickets({ SESSION_SECRET: 'one secret of at least 32 letters' });
const now = Date.parse('2026-11-20T12:30:00Z');
const hour = 3600_000;
const ticket = tickets.issue(film, now);

const outcome = (videoId: string, given: string | null, at = now, by = tickets): string => {
  try {
    by.check(videoId, given, at);
    return 'plays';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('MediaTickets', () => {
  it('opens one video until the ticket runs out, five to six hours later', () => {
    expect(outcome(film, ticket)).toBe('plays');
    expect(outcome(film, ticket, now + 5 * hour)).toBe('plays');
    expect(outcome(film, ticket, now + 6 * hour)).toBe('playback_link_expired');
  });

  it('gives everybody the same one for an hour', () => {
    expect(tickets.issue(film, now + 29 * 60_000)).toBe(ticket);
    expect(tickets.issue(film, now + 31 * 60_000)).not.toBe(ticket);
  });

  it('opens nothing else', () => {
    expect(outcome(other, ticket)).toBe('video_not_found');
    const elsewhere = new MediaTickets({ SESSION_SECRET: 'another secret of 32 letters or so' });
    expect(outcome(film, ticket, now, elsewhere)).toBe('video_not_found');
  });

  const [expiry, mac] = ticket.split('.') as [string, string];
  it.each([
    ['none', null],
    ['an empty one', ''],
    ['one that was made longer', `${Number(expiry) + 3600}.${mac}`],
    ['one in another notation', `${expiry}.0.${mac}`],
    ['one with a part missing', `${expiry}.${mac.slice(1)}`],
    ['one with a letter changed', `${expiry}.${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`],
    ['no number', `soon.${mac}`],
    ['a number that is none', `NaN.${mac}`],
  ])('refuses %s', (_, given) => {
    expect(outcome(film, given)).toBe('video_not_found');
  });

  it('shows a public video without one', () => {
    expect(tickets.rootOf({ id: film, visibility: 'public' })).toBe('/media');
    expect(tickets.rootOf({ id: film, visibility: 'unlisted' })).toBe('/media');
    expect(tickets.rootOf({ id: film, visibility: 'private' })).toMatch(/^\/media\/t\/\d+\.[\w-]{43}$/);
  });
});
