import { describe, expect, it } from 'vitest';
import { networkProblem } from '../http/problem-error';
import type { RecorderState } from '../recorder/recorder-state';
import { bannersOf } from './room-banners';

const recorder: RecorderState = {
  phase: 'idle',
  recordingId: null,
  startsAtMs: null,
  method: null,
  camera: 'on',
  microphone: 'on',
  screen: false,
  upload: {
    recordedChunks: 0,
    verifiedChunks: 0,
    waitingChunks: 0,
    waitingBytes: 0,
    isOnline: true,
    nextTryAtMs: null,
    problem: null,
  },
  spool: { kind: 'opfs', minutesLeft: 400, isPersistent: true },
  trouble: null,
};
const well = { isOffline: false, link: 'connected' as const, isRunning: true, recorder };
const idsOf = (changes: Partial<typeof well>, recorderChanges: Partial<RecorderState> = {}) =>
  bannersOf({ ...well, ...changes, recorder: { ...recorder, ...recorderChanges } }).map(({ id }) => id);

describe('bannersOf', () => {
  it('says nothing while all goes well', () => expect(bannersOf(well)).toEqual([]));

  it('says offline what becomes of the recording', () => {
    const [banner] = bannersOf({ ...well, isOffline: true, recorder: { ...recorder, phase: 'recording' } });
    expect(`${banner?.title} ${banner?.text}`).toBe(
      'You are offline. Recording goes on; the upload continues when the connection is back.',
    );
    expect(bannersOf({ ...well, isOffline: true })[0]?.text).toBe('The room is shown as it last was.');
  });

  it('says once that the connection is gone, and not what follows from it', () => {
    const upload = { ...recorder.upload, problem: networkProblem(), nextTryAtMs: 1 };
    const reconnecting = { ...well, link: 'reconnecting' as const, recorder: { ...recorder, upload } };
    expect(bannersOf(reconnecting).map(({ id }) => id)).toEqual(['reconnecting']);
    expect(idsOf({}, { upload })).toEqual(['upload-network_unreachable']);
  });

  it('warns twice before the storage is full', () => {
    const spool = (minutesLeft: number | null) => ({ spool: { ...recorder.spool, minutesLeft } });
    expect(idsOf({}, spool(null))).toEqual([]);
    expect(idsOf({}, spool(30))).toEqual([]);
    expect(idsOf({}, spool(29.5))).toEqual(['storage-low']);
    expect(idsOf({}, spool(9.9))).toEqual(['storage-very-low']);
  });

  it('tells whoever is not recorded while the others are', () => {
    const off = { camera: 'refused', microphone: 'off' } as const;
    expect(idsOf({}, off)).toEqual(['unseen']);
    expect(idsOf({ isRunning: false }, off)).toEqual([]);
    expect(idsOf({}, { ...off, screen: true })).toEqual([]);
  });

  it('names the device that was unplugged, once', () => {
    const trouble = { code: 'device_lost', detail: '' } as const;
    expect(idsOf({}, { microphone: 'lost', trouble })).toEqual(['lost-microphone']);
  });

  it('tells a trouble from a failure', () => {
    const trouble = { code: 'encoder_failed', detail: 'Another encoder took over.' } as const;
    const toneOf = (phase: RecorderState['phase']) =>
      bannersOf({ ...well, recorder: { ...recorder, trouble, phase } })[0]?.tone;
    expect(toneOf('recording')).toBe('warning');
    expect(toneOf('failed')).toBe('danger');
  });
});
