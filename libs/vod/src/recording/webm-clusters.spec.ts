import { describe, expect, it } from 'vitest';
import { findCluster } from './webm-clusters.js';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('findCluster', () => {
  it.each<[string, string, number]>([
    ['a cluster of unknown size, as browsers write it', '00 1f43b675 01ffffffffffffff e7 81 00', 1],
    ['a cluster of two bytes of size', '1f43b675 4fff e7 81 00', 0],
    ['a cluster that begins with a checksum', 'aabb 1f43b675 84 bf84', 2],
    ['none', 'a3 81 00 1f 43 b6', -1],
    [
      'the id in the middle of a picture, then a cluster',
      '1f43b675 81 00 55 1f43b675 01ffffffffffffff e7',
      7,
    ],
    ['an id that the data end behind', '00 1f43b675 01ffffff', -1],
    ['an id with no size that could be', '1f43b675 00 e7', -1],
  ])('%s', (_, hex, at) => expect(findCluster(bytes(hex))).toBe(at));
});
