import { describe, expect, it } from 'vitest';
import { planFilm, type PlannedTake } from './plan-film.js';

const take = (startMs: number, seqs: number[], changes: Partial<PlannedTake> = {}): PlannedTake => ({
  container: 'mp4',
  configuration: 'h264 at 720p',
  startMs,
  endReason: 'paused',
  chunkCount: Math.max(...seqs) + 1,
  recordedChunks: Math.max(...seqs) + 1,
  chunks: seqs.map((seq) => ({ seq, startMs: Math.max(0, seq - 1) * 2000, endMs: seq * 2000 })),
  ...changes,
});
const webm = { container: 'webm', configuration: null } as const;

describe('planFilm', () => {
  it('copies takes of one encoder into one file, holes and all', () => {
    const takes = [take(0, [0, 1, 2]), take(9000, [0, 1, 3])];
    expect(planFilm(takes, 15_000)).toEqual({
      way: 'copy',
      parts: [{ kind: 'fragments', takes: [0, 1] }],
      gaps: [
        { fromSec: 4, toSec: 9, reason: 'paused' },
        { fromSec: 11, toSec: 13, reason: 'missing_chunks' },
      ],
      lengthSec: 15,
    });
  });

  it('encodes takes of several encoders, those that follow each other alike in one part', () => {
    const takes = [take(0, [0, 1]), take(3000, [0, 1]), take(6000, [0, 1], { configuration: 'at 1080p' })];
    expect(planFilm([...takes, take(9000, [0, 1])], 11_000)).toMatchObject({
      way: 'normalise',
      parts: [
        { kind: 'fragments', takes: [0, 1] },
        { kind: 'fragments', takes: [2] },
        { kind: 'fragments', takes: [3] },
      ],
    });
  });

  it('copies a webm take without a gap, and cuts one at every gap', () => {
    expect(planFilm([take(0, [0, 1, 2], webm)], 4000)).toMatchObject({
      way: 'copy',
      parts: [{ kind: 'slices', take: 0, slices: [0, 2], needsHeader: false }],
    });
    expect(planFilm([take(0, [0, 1, 4, 5, 7], webm)], 14_000)).toMatchObject({
      way: 'normalise',
      parts: [
        { kind: 'slices', take: 0, slices: [0, 1], needsHeader: false },
        { kind: 'slices', take: 0, slices: [4, 5], needsHeader: true },
        { kind: 'slices', take: 0, slices: [7, 7], needsHeader: true },
      ],
    });
  });

  it('leaves out takes without their first chunk, or with nothing else', () => {
    const takes = [take(0, [1, 2]), take(5000, [0]), take(6000, [1], webm), take(8000, [0, 1])];
    expect(planFilm(takes, 10_000)).toMatchObject({
      way: 'copy',
      parts: [{ kind: 'fragments', takes: [3] }],
    });
    expect(planFilm(takes.slice(0, 1), 4000)).toEqual({
      way: 'none',
      parts: [],
      gaps: [{ fromSec: 0, toSec: 4, reason: 'missing_chunks' }],
      lengthSec: 4,
    });
  });

  it('is as long as the recording, or as what there is of it', () => {
    expect(planFilm([take(0, [0, 1])], 1900).lengthSec).toBe(2);
    expect(planFilm([take(0, [0, 1])], 4500).lengthSec).toBe(4.5);
  });
});
