import { describe, expect, it } from 'vitest';
import {
  overallProgress,
  stageProgress,
  videoStages,
  videoStatuses,
  videoTransitions,
  type VideoStatus,
} from './video-states.js';

const transitions: { from: readonly VideoStatus[]; to: VideoStatus }[] = Object.values(videoTransitions);

describe('the life of a video', () => {
  it('is this table', () => {
    expect(videoTransitions).toEqual({
      submit: { from: ['uploading'], to: 'processing' },
      claim: { from: ['processing'], to: 'processing' },
      publish: { from: ['processing'], to: 'ready' },
      fail: { from: ['uploading', 'processing'], to: 'failed' },
      retry: { from: ['failed', 'processing'], to: 'processing' },
      remake: { from: ['ready'], to: 'processing' },
      cutAgain: { from: ['failed'], to: 'uploading' },
    });
  });

  it('reaches every status from uploading', () => {
    const reached = new Set<VideoStatus>(['uploading']);
    for (let round = 0; round < videoStatuses.length; round++)
      for (const { from, to } of transitions) if (from.some((status) => reached.has(status))) reached.add(to);
    expect([...reached].toSorted()).toEqual([...videoStatuses].toSorted());
  });

  it('goes back to uploading only where a source is still to be made', () => {
    expect(transitions.filter(({ to }) => to === 'uploading')).toEqual([videoTransitions.cutAgain]);
  });

  it('leaves ready only to be made anew where what was published is damaged', () => {
    const leaving = transitions.filter(({ from }) => from.includes('ready'));
    expect(leaving).toEqual([videoTransitions.remake]);
  });
});

describe('overallProgress', () => {
  it('runs from 0 to 1 through the stages without a gap', () => {
    const ends = videoStages.map((stage) => stageProgress[stage]);
    expect(ends[0]?.[0]).toBe(0);
    expect(ends.at(-1)?.[1]).toBe(1);
    for (const [at, [start, end]] of ends.entries()) {
      expect(end).toBeGreaterThan(start);
      if (at > 0) expect(start).toBe(ends[at - 1]?.[1]);
    }
  });

  it('is the share of the stage', () => {
    expect(overallProgress('encoding', 0)).toBe(0.02);
    expect(overallProgress('encoding', 0.5)).toBeCloseTo(0.485, 9);
    expect(overallProgress('encoding', 1)).toBeCloseTo(0.95, 9);
    expect(overallProgress('publishing', 1)).toBe(1);
  });

  it.each(videoStages)('stays within the stage %s, whatever ffmpeg reports', (stage) => {
    const [start, end] = stageProgress[stage];
    for (const fraction of [-Infinity, -1, -1e-9, 0, 0.3, 1, 1.7, Infinity]) {
      expect(overallProgress(stage, fraction)).toBeGreaterThanOrEqual(start);
      expect(overallProgress(stage, fraction)).toBeLessThanOrEqual(end + 1e-12);
    }
  });

  it('only grows', () => {
    const steps = videoStages.flatMap((stage) =>
      [0, 0.25, 0.5, 0.75, 1].map((fraction) => overallProgress(stage, fraction)),
    );
    expect(steps.toSorted((a, b) => a - b)).toEqual(steps);
  });
});
