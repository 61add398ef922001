import { describe, expect, it, vi } from 'vitest';
import { askServer } from './ask-server';

const problem = { code: 'host_only', title: 'Only the host can do this', detail: 'd', fix: 'f' };
const overHttp = () => vi.fn(() => Promise.resolve({ by: 'http' }));

describe('askServer', () => {
  it('takes the acknowledgement', async () => {
    const http = overHttp();
    const overSocket = () => Promise.resolve({ ok: true as const, by: 'socket' });
    expect(await askServer({ isConnected: () => true, overSocket, overHttp: http })).toMatchObject({
      by: 'socket',
    });
    expect(http).not.toHaveBeenCalled();
  });

  it('asks three times, then over HTTP', async () => {
    const overSocket = vi.fn(() => Promise.reject(new Error('no answer in time')));
    expect(await askServer({ isConnected: () => true, overSocket, overHttp: overHttp() })).toEqual({
      by: 'http',
    });
    expect(overSocket).toHaveBeenCalledTimes(3);
  });

  it('does not wait for a socket that is down', async () => {
    const overSocket = vi.fn(() => Promise.reject(new Error('not asked')));
    expect(await askServer({ isConnected: () => false, overSocket, overHttp: overHttp() })).toEqual({
      by: 'http',
    });
    expect(overSocket).not.toHaveBeenCalled();
  });

  it('takes a no for an answer', async () => {
    const http = overHttp();
    const overSocket = () => Promise.resolve({ ok: false as const, problem });
    await expect(askServer({ isConnected: () => true, overSocket, overHttp: http })).rejects.toMatchObject({
      code: 'host_only',
    });
    expect(http).not.toHaveBeenCalled();
  });
});
