import type { ParticipantView } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { worthShowing } from './worth-showing';

const now = Date.parse('2026-06-15T12:00:00.000Z');
const person = (id: string, isOnline: boolean, agoMin: number, waitingChunks = 0) =>
  ({
    id,
    isOnline,
    lastSeenAt: new Date(now - agoMin * 60_000).toISOString(),
    state: { waitingChunks },
  }) as ParticipantView;

describe('worthShowing', () => {
  it('leaves out ourselves and those of last week, and keeps whoever still owes pieces', () => {
    const all = [
      person('me', true, 0),
      person('left just now', false, 3),
      person('here', true, 0),
      person('left yesterday', false, 1500),
      person('owes pieces', false, 1500, 4),
    ];
    expect(worthShowing(all, 'me', now).map(({ id }) => id)).toEqual([
      'here',
      'left just now',
      'owes pieces',
    ]);
  });
});
