import { describe, expect, it } from 'vitest';
import { planRetention, type RingUsage } from './retention-plan.js';
import { ringBytes } from './ring-index.js';
import { noonMs, segments } from './testing/ring.js';

const MB = 1_000_000;
const roomy = 100_000 * MB;
const nowMs = noonMs + 300_000;

/** 300 segments of 100 kB, the newest one just ended. */
const usage = ({ segments: ring = segments(0, 300), ...own }: Partial<RingUsage> = {}): RingUsage => ({
  cameraId: 'a',
  bufferSec: 300,
  maxBytes: 1000 * MB,
  minFreeBytes: 1000 * MB,
  segments: ring,
  sizeBytes: ringBytes(ring),
  heldSeqs: new Set(),
  lackedSeq: null,
  ...own,
});
const removed = (rings: RingUsage[], freeBytes = roomy): Record<string, number[]> => {
  const seqs: Record<string, number[]> = {};
  for (const { cameraId, segment } of planRetention(rings, freeBytes, nowMs).remove)
    (seqs[cameraId] ??= []).push(segment.seq);
  return seqs;
};

describe('planRetention', () => {
  it('takes nothing that is within the limits', () => {
    for (const ring of [usage(), usage({ segments: [] })])
      expect(planRetention([ring], roomy, nowMs)).toEqual({ remove: [], shortened: [], robbed: [] });
  });

  it('takes what is too old, and keeps a segment that still holds a moment of the buffer', () => {
    expect(removed([usage({ bufferSec: 297 })])).toEqual({ a: [0, 1] });
    expect(removed([usage({ bufferSec: 296.5 })])).toEqual({ a: [0, 1, 2] });
  });

  it('takes the oldest of what is over the quota, and not one more', () => {
    const { remove } = planRetention([usage({ maxBytes: 29.95 * MB })], roomy, nowMs);
    expect(remove.map(({ segment }) => segment.seq)).toEqual([0]);
  });

  it('is never over the quota, at no moment of ten minutes', () => {
    let ring = segments(0, 0);
    for (const segment of segments(0, 600)) {
      ring = [...ring, segment];
      expect(ring.length * 100_000).toBeLessThanOrEqual(5 * MB + 100_000);
      const plan = planRetention(
        [usage({ segments: ring, maxBytes: 5 * MB, bufferSec: 9999 })],
        roomy,
        nowMs,
      );
      ring = ring.slice(plan.remove.length);
      expect(ring.length * 100_000).toBeLessThanOrEqual(5 * MB);
    }
    expect(ring).toHaveLength(50);
  });

  it('takes from the ring that uses most of its quota when the disk is short', () => {
    const rings = [usage(), usage({ cameraId: 'b', maxBytes: 100 * MB })];
    const plan = planRetention(rings, 999.65 * MB, nowMs);
    expect(plan.remove.map(({ cameraId, segment }) => `${cameraId}${segment.seq}`)).toEqual([
      'b0',
      'b1',
      'b2',
      'b3',
    ]);
    expect(plan.shortened).toEqual(['b']);
  });

  it('takes from those that leave more of the disk free than there is, until there is as much', () => {
    const rings = [
      usage({ minFreeBytes: 1000.3 * MB }),
      usage({ cameraId: 'b', maxBytes: 100 * MB, minFreeBytes: 0 }),
      usage({ cameraId: 'c', minFreeBytes: 2000 * MB, segments: segments(0, 12) }),
    ];
    const plan = planRetention(rings, 1000 * MB, nowMs);
    expect(plan.remove.map(({ cameraId, segment }) => `${cameraId}${segment.seq}`)).toEqual([
      'a0',
      'a1',
      'a2',
      'c0',
      'c1',
    ]);
    expect(plan.shortened).toEqual(['a', 'c']);
  });

  it('counts what age and quota give back', () => {
    expect(planRetention([usage({ bufferSec: 297 })], 999.85 * MB, nowMs).shortened).toEqual([]);
  });

  it('leaves the last ten seconds of each, however full the disk is', () => {
    const plan = planRetention([usage(), usage({ cameraId: 'b' })], 0, nowMs);
    const left = (id: string): number => 300 - plan.remove.filter(({ cameraId }) => cameraId === id).length;
    expect([left('a'), left('b')]).toEqual([10, 10]);
    expect(plan.shortened.toSorted()).toEqual(['a', 'b']);
  });

  describe('with what clips hold', () => {
    const held = (from: number, to: number): Set<number> => new Set(segments(from, to).map(({ seq }) => seq));
    /** Short of three segments, and a bit. */
    const short = 999.65 * MB;

    it('shortens no ring in vain', () => {
      const plan = planRetention([usage({ heldSeqs: held(0, 300) })], short, nowMs);
      expect(plan).toEqual({ remove: [], shortened: [], robbed: [] });
      // what could be given back belongs to the last ten seconds
      expect(removed([usage({ heldSeqs: held(0, 290) })], short)).toEqual({});
    });

    it('takes from the ring that gives something back', () => {
      const rings = [usage({ maxBytes: 100 * MB, heldSeqs: held(0, 300) }), usage({ cameraId: 'b' })];
      expect(removed(rings, short)).toEqual({ b: [0, 1, 2, 3] });
    });

    it('counts nothing for what goes with it', () => {
      expect(removed([usage({ heldSeqs: held(1, 4) })], short)).toEqual({ a: [0, 1, 2, 3, 4, 5, 6] });
      expect(removed([usage({ bufferSec: 297, heldSeqs: held(0, 1) })], short)).toEqual({
        a: [0, 1, 2, 3, 4],
      });
    });

    it('leaves what a clip still lacks, however old it is and however much', () => {
      expect(removed([usage({ bufferSec: 200, lackedSeq: 30 })])).toEqual({
        a: segments(0, 30).map(({ seq }) => seq),
      });
      expect(removed([usage({ maxBytes: 5 * MB, lackedSeq: 2 })])).toEqual({ a: [0, 1] });
    });

    it('takes that too where there is no room at all, and says so', () => {
      const plan = planRetention(
        [usage({ lackedSeq: 3 }), usage({ cameraId: 'b', lackedSeq: 4 })],
        short,
        nowMs,
      );
      expect(plan.remove.map(({ cameraId, segment }) => `${cameraId}${segment.seq}`)).toEqual([
        'a0',
        'a1',
        'b0',
        'b1',
      ]);
      expect(plan.robbed).toEqual([]);
      expect(planRetention([usage({ lackedSeq: 3 }), usage({ cameraId: 'b' })], 0, nowMs).robbed).toEqual([
        'a',
      ]);
    });
  });
});
