import type { RecordingView, RoomSnapshot } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { newerSnapshot, putRecording, runningRecording, wasStopped } from './room-snapshot';

const recording = (id: string, status: RecordingView['status'], revision = 1) =>
  ({ id, status, revision, roomId: 'room' }) as RecordingView;
const snapshot = (serverTime: string, ...recordings: RecordingView[]) =>
  ({ room: { id: 'room' }, serverTime, participants: [], recordings }) as unknown as RoomSnapshot;
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

describe('newerSnapshot', () => {
  it('keeps the one that the server sent later', () => {
    const old = snapshot(at(1));
    const young = snapshot(at(2));
    expect(newerSnapshot(null, old)).toBe(old);
    expect(newerSnapshot(old, young)).toBe(young);
    expect(newerSnapshot(young, old)).toBe(young);
  });
});

describe('putRecording', () => {
  const statuses = (shown: RoomSnapshot) => shown.recordings.map(({ id, status }) => `${id} ${status}`);

  it('adds a new one in front', () => {
    const shown = snapshot(at(1), recording('a', 'completed'));
    expect(statuses(putRecording(shown, recording('b', 'created')))).toEqual(['b created', 'a completed']);
  });

  it('replaces the one that is shown', () => {
    const shown = snapshot(at(1), recording('b', 'created'), recording('a', 'completed'));
    expect(statuses(putRecording(shown, recording('b', 'active')))).toEqual(['b active', 'a completed']);
  });

  it('does not let a stopped recording run again', () => {
    const shown = snapshot(at(1), recording('a', 'uploading'));
    expect(putRecording(shown, recording('a', 'active'))).toBe(shown);
  });

  it('lets one run again that was only lost sight of', () => {
    const lost = { ...recording('a', 'uploading'), stopReason: 'vanished' as const };
    const back = { ...recording('a', 'active'), stopReason: null };
    expect(statuses(putRecording(snapshot(at(1), lost), back))).toEqual(['a active']);
  });

  it('goes back to processing after a retry and after late pieces', () => {
    expect(
      statuses(putRecording(snapshot(at(1), recording('a', 'failed')), recording('a', 'processing'))),
    ).toEqual(['a processing']);
    const done = snapshot(at(1), recording('a', 'completed'));
    expect(statuses(putRecording(done, recording('a', 'processing', 2)))).toEqual(['a processing']);
    const anew = snapshot(at(1), recording('a', 'processing', 2));
    expect(putRecording(anew, recording('a', 'completed', 1))).toBe(anew);
  });

  it('knows its own room', () => {
    const shown = snapshot(at(1));
    expect(putRecording(shown, { ...recording('a', 'active'), roomId: 'other' })).toBe(shown);
  });
});

describe('runningRecording', () => {
  it('is the newest while nobody has stopped it', () => {
    expect(runningRecording(snapshot(at(1)))).toBeNull();
    expect(runningRecording(snapshot(at(1), recording('a', 'created')))?.id).toBe('a');
    expect(runningRecording(snapshot(at(1), recording('a', 'uploading')))).toBeNull();
  });

  it('is what is captured here, whatever the server has made of it meanwhile', () => {
    const shown = snapshot(at(1), recording('a', 'processing'));
    expect(runningRecording(shown, 'a')?.id).toBe('a');
    expect(runningRecording(shown, 'b')).toBeNull();
  });
});

describe('wasStopped', () => {
  it('is what somebody has ended, not what the server lost sight of', () => {
    const ended = (stopReason: RecordingView['stopReason']) => ({
      ...recording('a', 'uploading'),
      stopReason,
    });
    expect(wasStopped(ended('stopped'))).toBe(true);
    expect(wasStopped(ended('vanished'))).toBe(false);
    expect(wasStopped({ ...recording('a', 'active'), stopReason: null })).toBe(false);
  });
});
