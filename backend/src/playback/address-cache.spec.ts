import { describe, expect, it } from 'vitest';
import { AddressCache } from './address-cache.js';

describe('AddressCache', () => {
  /** Numbers the addresses that it makes, and remembers what it was asked for. */
  const made = () => {
    const asked: (readonly string[])[] = [];
    let count = 0;
    const make = (names: readonly string[]) => {
      asked.push(names);
      return Promise.resolve(new Map(names.map((name) => [name, String(++count)])));
    };
    return { make, asked };
  };

  it('makes addresses once, also for requests that come together', async () => {
    const { make, asked } = made();
    const cache = new AddressCache(60);
    const [first, second] = await Promise.all([
      cache.find('a', ['seg'], make),
      cache.find('a', ['seg'], make),
    ]);
    expect([first.get('seg'), second.get('seg'), asked]).toEqual(['1', '1', [['seg']]]);
  });

  it('makes only those of the files that are new', async () => {
    const { make, asked } = made();
    const cache = new AddressCache(60);
    await cache.find('a', ['init', 'one'], make);
    const grown = await cache.find('a', ['init', 'one', 'two'], make);
    expect([...grown]).toEqual([
      ['init', '1'],
      ['one', '2'],
      ['two', '3'],
    ]);
    expect(asked).toEqual([['init', 'one'], ['two']]);
  });

  it('makes nothing twice for players that ask for different lengths at once', async () => {
    const { make, asked } = made();
    const cache = new AddressCache(60);
    await Promise.all([
      cache.find('a', ['one'], make),
      cache.find('a', ['one', 'two', 'three'], make),
      cache.find('a', ['one', 'two'], make),
    ]);
    expect(asked).toEqual([['one'], ['two', 'three']]);
  });

  it('makes them anew when their time is over', async () => {
    const { make } = made();
    const cache = new AddressCache(-1);
    await cache.find('a', ['seg'], make);
    expect((await cache.find('a', ['seg'], make)).get('seg')).toBe('2');
  });

  it('keeps no failure', async () => {
    const cache = new AddressCache(60);
    await expect(cache.find('a', ['seg'], () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect((await cache.find('a', ['seg'], made().make)).get('seg')).toBe('1');
  });

  it('lets go of what nobody has asked for longest when there are many', async () => {
    const { make, asked } = made();
    const cache = new AddressCache(60);
    for (let key = 0; key < 41; key++) await cache.find(String(key), ['seg'], make);
    await cache.find('40', ['seg'], make);
    await cache.find('0', ['seg'], make);
    expect(asked).toHaveLength(42);
  });
});
