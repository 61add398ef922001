import { describe, expect, it } from 'vitest';
import type { CameraSettings } from '../camera/camera-settings.js';
import { planRoster } from './plan-roster.js';

const camera = (id: string, own: Partial<CameraSettings> = {}): CameraSettings => ({
  id,
  name: id,
  source: 'test:',
  isEnabled: true,
  bufferSec: 300,
  maxBytes: 1e9,
  minFreeBytes: 1e9,
  transcode: 'auto',
  ...own,
});
const current = new Map([camera('a'), camera('b')].map((one) => [one.id, one]));

describe('planRoster', () => {
  it('starts what is new and removes what is gone', () => {
    expect(planRoster(current, [camera('b'), camera('c')], [])).toEqual({
      start: [camera('c')],
      restart: [],
      takeOver: [camera('b')],
      remove: ['a'],
      forget: [],
    });
  });

  it('forgets what was removed while no recorder ran, and takes no footage of it', () => {
    const plan = planRoster(current, [camera('b'), camera('c')], ['a', 'b', 'c', 'd']);
    expect(plan).toMatchObject({ remove: ['a'], forget: ['d'] });
  });

  it.each<Partial<CameraSettings>>([{ source: '0' }, { transcode: 'always' }, { isEnabled: false }])(
    'starts anew for another %o',
    (own) => {
      expect(planRoster(current, [camera('a', own), camera('b')], [])).toMatchObject({
        restart: [camera('a', own)],
        start: [],
      });
    },
  );

  it.each<Partial<CameraSettings>>([
    { name: 'Door' },
    { bufferSec: 10 },
    { maxBytes: 5 },
    { minFreeBytes: 5 },
  ])('goes on recording with another %o', (own) => {
    expect(planRoster(current, [camera('a', own), camera('b')], [])).toEqual({
      start: [],
      restart: [],
      takeOver: [camera('a', own), camera('b')],
      remove: [],
      forget: [],
    });
  });
});
