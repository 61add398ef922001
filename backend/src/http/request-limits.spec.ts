import { describe, expect, it } from 'vitest';
import type { AuthenticatedRequest } from './access.decorator.js';
import { RequestLimits } from './request-limits.service.js';

const from = (ip: string, more: object = {}) =>
  ({ ip, path: '/api/videos', ...more }) as AuthenticatedRequest;

describe('RequestLimits', () => {
  it('counts the addresses of one IPv6 network together, and no other', async () => {
    const limits = new RequestLimits({ API_RATE_LIMIT: 2 });
    await limits.countCall(from('2001:db8:1:2::1'));
    await limits.countCall(from('2001:db8:1:2:ffff::2'));
    await expect(limits.countCall(from('2001:db8:1:2::3'))).rejects.toThrow('Again in');
    await limits.countCall(from('2001:db8:1:3::1'));
    await limits.countCall(from('192.0.2.7'));
  });

  it('counts people who are known by themselves, wherever they are', async () => {
    const limits = new RequestLimits({ API_RATE_LIMIT: 1 });
    await limits.countCall(from('192.0.2.7', { user: { id: 'ann' } }));
    await limits.countCall(from('192.0.2.7', { user: { id: 'ben' } }));
    await expect(limits.countCall(from('192.0.2.8', { user: { id: 'ann' } }))).rejects.toThrow('Again in');
  });

  it('holds up a network that guesses tokens', async () => {
    const limits = new RequestLimits({ API_RATE_LIMIT: 1 });
    for (let guess = 0; guess < 120; guess++) await limits.countFailure(from(`2001:db8::${guess}`));
    await expect(limits.refuseGuessers(from('2001:db8::ffff'))).rejects.toThrow('Again in');
    await limits.refuseGuessers(from('192.0.2.7'));
  });
});
