import type { VideoView } from '@sluice/vod';
import { describe, expect, it, vi } from 'vitest';
import { parseProblem } from '../../http/parse-problem';
import { ClipRecording, type ClipServer } from './clip-recording';

const startMs = Date.parse('2026-11-20T14:03:22.123Z');
const video = { id: 'clip-1', clip: { state: 'cutting' } } as VideoView;

function record() {
  const shown = { ms: startMs as number | null };
  const beats: (() => void)[] = [];
  const endBeat = vi.fn();
  const server = {
    startClip: vi.fn<ClipServer['startClip']>().mockResolvedValue(video),
    beatClip: vi.fn<ClipServer['beatClip']>().mockResolvedValue(undefined),
    stopClip: vi.fn<ClipServer['stopClip']>().mockResolvedValue(video),
    startBeat: (listener: () => void) => {
      beats.push(listener);
      return endBeat;
    },
    newId: () => 'clip-1',
  };
  const recording = new ClipRecording('camera-1', () => shown.ms, server);
  const pass = (seconds: number) => Array.from({ length: seconds }, () => beats.at(-1)?.());
  return { recording, server, shown, pass, endBeat };
}

describe('ClipRecording', () => {
  it('starts at what is shown, once for two clicks', async () => {
    const { recording, server } = record();
    await Promise.all([recording.start(10), recording.start(10)]);
    expect(server.startClip.mock.calls).toEqual([
      ['camera-1', { id: 'clip-1', startUtc: '2026-11-20T14:03:22.123Z', preRollSec: 10 }],
    ]);
    expect(recording.getState().step).toBe('recording');
  });

  it('does not start while nothing is shown', async () => {
    const { recording, server, shown } = record();
    shown.ms = null;
    await recording.start(0);
    expect(server.startClip).not.toHaveBeenCalled();
  });

  it('goes on with a clip that its page recorded before it was loaded anew', async () => {
    const { recording, server, shown, pass } = record();
    const clip = { state: 'recording', startUtc: '2026-11-20T14:03:12.123Z' };
    recording.takeUp({ id: 'clip-7', clip } as VideoView);
    recording.takeUp({ id: 'clip-8', clip } as VideoView);
    shown.ms = startMs + 5000;
    pass(5);
    expect(server.beatClip.mock.calls).toEqual([['clip-7', '2026-11-20T14:03:27.123Z']]);
    await recording.stop();
    expect(server.stopClip.mock.calls).toEqual([['clip-7', '2026-11-20T14:03:27.123Z']]);
    expect(server.startClip).not.toHaveBeenCalled();
  });

  it('does not take up what is no longer recorded', () => {
    const { recording } = record();
    recording.takeUp(video);
    expect(recording.getState().step).toBe('idle');
  });

  it('says each five seconds what is shown, and never less than before', async () => {
    const { recording, server, shown, pass } = record();
    await recording.start(0);
    shown.ms = startMs + 5000;
    pass(5);
    shown.ms = startMs - 60_000;
    pass(9);
    expect(server.beatClip.mock.calls).toEqual([
      ['clip-1', '2026-11-20T14:03:27.123Z'],
      ['clip-1', '2026-11-20T14:03:27.123Z'],
    ]);
  });

  it('stops at what was shown last when the picture is gone', async () => {
    const { recording, server, shown, pass } = record();
    await recording.start(0);
    shown.ms = startMs + 3000;
    pass(3);
    shown.ms = null;
    pass(4);
    expect(recording.endMs()).toBe(startMs + 3000);
    await recording.stop();
    expect(server.beatClip.mock.calls).toEqual([['clip-1', '2026-11-20T14:03:25.123Z']]);
    expect(server.stopClip.mock.calls).toEqual([['clip-1', '2026-11-20T14:03:25.123Z']]);
  });

  it('stops a clip of a picture that never moved', async () => {
    const { recording, server, shown } = record();
    await recording.start(0);
    shown.ms = null;
    await recording.stop();
    expect(server.stopClip.mock.calls).toEqual([['clip-1', '2026-11-20T14:03:22.223Z']]);
  });

  it('keeps all of a clip that it goes on with and that shows nothing', async () => {
    const { recording, server, shown } = record();
    vi.spyOn(Date, 'now').mockReturnValue(startMs + 60_000);
    shown.ms = null;
    const clip = { state: 'recording', startUtc: '2026-11-20T14:03:12.123Z' };
    recording.takeUp({ id: 'clip-7', clip } as VideoView);
    await recording.stop();
    vi.restoreAllMocks();
    expect(server.stopClip.mock.calls).toEqual([['clip-7', '2026-11-20T14:04:22.123Z']]);
  });

  it('stops at what is shown, and beats no more', async () => {
    const { recording, server, shown, endBeat } = record();
    await recording.start(0);
    shown.ms = startMs + 30_000;
    await Promise.all([recording.stop(), recording.stop()]);
    expect(server.stopClip.mock.calls).toEqual([['clip-1', '2026-11-20T14:03:52.123Z']]);
    expect(recording.getState()).toEqual({ step: 'saved', video });
    expect(endBeat).toHaveBeenCalled();
  });

  it('refuses to stop before the beginning, which the pre-roll moves', async () => {
    const { recording, server, shown } = record();
    await recording.start(10);
    shown.ms = startMs - 11_000;
    await recording.stop();
    expect(recording.getState()).toMatchObject({ step: 'recording', isTooEarly: true });
    shown.ms = startMs - 9000;
    await recording.stop();
    expect(server.stopClip).toHaveBeenCalledOnce();
  });

  it('goes back to idle and says why when the start is refused', async () => {
    const { recording, server } = record();
    server.startClip.mockRejectedValue(parseProblem(409, '{"code":"no_footage"}'));
    await recording.start(0);
    expect(recording.getState()).toMatchObject({ step: 'idle', problem: { code: 'no_footage' } });
  });

  it('goes on recording when a stop is refused', async () => {
    const { recording, server } = record();
    await recording.start(10);
    server.stopClip.mockRejectedValue(parseProblem(409, '{"code":"clip_too_short"}'));
    await recording.stop();
    expect(recording.getState()).toMatchObject({ step: 'recording', problem: { code: 'clip_too_short' } });
  });

  it('hears that the clip ended without it', async () => {
    const { recording } = record();
    await recording.start(0);
    recording.hear({ ...video, id: 'another' });
    expect(recording.getState().step).toBe('recording');
    recording.hear(video);
    expect(recording.getState().step).toBe('saved');
  });

  it('shows that a beat failed, and forgets it after one that did not', async () => {
    const { recording, server, pass } = record();
    await recording.start(0);
    server.beatClip.mockRejectedValueOnce(parseProblem(503, ''));
    pass(5);
    await vi.waitFor(() => expect(recording.getState()).toMatchObject({ problem: { status: 503 } }));
    pass(5);
    await vi.waitFor(() => expect(recording.getState()).toMatchObject({ problem: null }));
  });
});
