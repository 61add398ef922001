import { cameraStatusSchema, RingTally, type RingSegment } from '@sluice/vod';
import { expect, it } from 'vitest';
import { describeCamera } from './describe-camera.js';
import { countRestart, enterState, newVitals } from './camera-vitals.js';

const noonMs = Date.UTC(2026, 10, 20, 12);
const camera = {
  id: '0b7a2f3c-9d1e-4c5b-8a6f-001122334455',
  name: 'Door',
  source: 'rtsp://a:hunter2@cam/1',
  isEnabled: true,
  bufferSec: 300,
  maxBytes: 50_000_000,
  minFreeBytes: 1e9,
  transcode: 'auto' as const,
};
const ring: RingSegment[] = [0, 1, 2, 5].map((second, seq) => ({
  startMs: noonMs + second * 1000,
  durationMs: 1000,
  frames: 25,
  epoch: 1,
  run: second > 2 ? 4 : 3,
  seq,
  isRecovered: false,
  sizeBytes: 125_000,
}));
const facts = {
  camera,
  ring,
  tally: new RingTally(ring),
  vitals: newVitals('connecting', noonMs),
  isShortened: false,
  freeBytes: 9e9,
  owner: 'me',
};

it('tells what the ring holds, what it lacks, and no password', () => {
  const status = describeCamera(facts, noonMs + 7000);
  expect(cameraStatusSchema.parse(status)).toEqual(status);
  expect(status).toMatchObject({
    source: 'rtsp://***@cam/1',
    state: 'connecting',
    fps: 25,
    bitrateBps: 1_000_000,
    disk: { freeBytes: 9e9, minFreeBytes: 1e9 },
    heartbeatAt: '2026-11-20T12:00:07.000Z',
  });
  expect(status.buffer).toEqual({
    frameCount: 100,
    durationSec: 4,
    spanSec: 6,
    configuredSec: 300,
    oldestFrame: '2026-11-20T12:00:00.000Z',
    newestFrame: '2026-11-20T12:00:05.960Z',
    sizeBytes: 500_000,
    maxBytes: 50_000_000,
    segmentCount: 4,
    gaps: [{ from: '2026-11-20T12:00:03.000Z', to: '2026-11-20T12:00:05.000Z' }],
    isShortened: false,
  });
});

it('is honest about an empty ring', () => {
  const status = describeCamera({ ...facts, ring: [], tally: new RingTally([]) }, noonMs);
  expect(cameraStatusSchema.parse(status)).toEqual(status);
  expect(status).toMatchObject({ fps: null, bitrateBps: null });
  expect(status.buffer).toMatchObject({
    frameCount: 0,
    durationSec: 0,
    spanSec: 0,
    oldestFrame: null,
    newestFrame: null,
  });
});

it('counts the restarts of the last hour, and keeps the moment when a state began', () => {
  const hourMs = 3600_000;
  const lost = enterState(countRestart(facts.vitals, 'first', noonMs), 'signal_lost', noonMs - 500);
  const again = enterState(countRestart(lost, 'second', noonMs + hourMs + 1), 'signal_lost', noonMs + hourMs);
  expect(describeCamera({ ...facts, vitals: again }, noonMs + hourMs + 2)).toMatchObject({
    restarts: 2,
    restartsLastHour: 1,
    lastError: 'second',
    state: 'signal_lost',
    since: '2026-11-20T11:59:59.500Z',
  });
});
