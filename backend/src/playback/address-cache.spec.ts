import { describe, expect, it } from 'vitest';
import { AddressCache } from './address-cache.js';

describe('AddressCache', () => {
  const made = () => {
    let count = 0;
    return { make: () => Promise.resolve(new Map([['seg', String(++count)]])), count: () => count };
  };

  it('makes addresses once, also for requests that come together', async () => {
    const source = made();
    const cache = new AddressCache(60);
    const [first, second] = await Promise.all([cache.find('a', source.make), cache.find('a', source.make)]);
    expect([first.get('seg'), second.get('seg'), source.count()]).toEqual(['1', '1', 1]);
  });

  it('makes them anew when their time is over', async () => {
    const source = made();
    const cache = new AddressCache(-1);
    await cache.find('a', source.make);
    expect((await cache.find('a', source.make)).get('seg')).toBe('2');
  });

  it('keeps no failure', async () => {
    const cache = new AddressCache(60);
    await expect(cache.find('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect((await cache.find('a', made().make)).get('seg')).toBe('1');
  });

  it('lets the oldest go when there are many', async () => {
    const source = made();
    const cache = new AddressCache(60);
    for (let key = 0; key < 41; key++) await cache.find(String(key), source.make);
    await cache.find('40', source.make);
    await cache.find('0', source.make);
    expect(source.count()).toBe(42);
  });
});
