import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { outputPipe, runContained } from './run-contained.js';
import { FfmpegFailed, runFfmpeg } from './run-ffmpeg.js';

const signal = new AbortController().signal;
const sh = (script: string, run: Partial<Parameters<typeof runContained>[2]> = {}) =>
  runContained('sh', ['-c', script], { signal, ...run });

it('hears every pipe, and the last complaint without credentials', async () => {
  const end = await sh('echo one; echo two >&3; echo first >&2; echo no rtsp://u:p@cam/1 >&2; exit 3', {
    outputs: 2,
  });
  expect(end.outputs.map(String)).toEqual(['one\n', 'two\n']);
  expect(end).toMatchObject({ exitCode: 3, complaint: 'no rtsp://***@cam/1' });
  expect([0, 1, 2].map(outputPipe)).toEqual(['pipe:1', 'pipe:3', 'pipe:4']);
});

it('complains without the secrets that it was told of', async () => {
  const end = await sh('echo no stream hunter2 >&2', { secrets: ['hunter2'] });
  expect(end.complaint).toBe('no stream ***');
});

it('hears lines as they come, also the last one', async () => {
  const heard: string[] = [];
  const { outputs } = await sh('echo one; echo; printf three; echo 4 >&3', {
    outputs: 2,
    onLine: (line) => heard.push(line),
  });
  expect(heard).toEqual(['one', '', 'three']);
  expect(outputs.map(String)).toEqual(['', '4\n']);
});

it('feeds it as much as it reads', async () => {
  const pieces = Array.from({ length: 200 }, () => Buffer.alloc(100_000, 'x'));
  expect((await sh('wc -c', { input: pieces })).outputs[0]!.toString().trim()).toBe('20000000');
  expect(await sh('head -c 3', { input: pieces })).toMatchObject({
    exitCode: 0,
    outputs: [Buffer.from('xxx')],
  });
});

it('ends with an input that cannot be read', async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from('x');
    throw new RangeError('gone');
  }
  await expect(sh('cat; sleep 60', { input: broken() })).rejects.toThrow('gone');
});

it('is killed with all that it has started', async () => {
  const limit = AbortSignal.timeout(200);
  await expect(sh('sleep 61.5 & sleep 61.5', { signal: limit })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
  expect(spawnSync('pgrep', ['-f', '^sleep 61.5']).status).not.toBe(0);
});

it('can be put behind the captures', async () => {
  const ours = Number((await sh('nice')).outputs[0]);
  expect(Number((await sh('nice', { niceness: 7 })).outputs[0])).toBe(Math.min(19, ours + 7));
});

it('says how ffmpeg failed', async () => {
  const failed = runFfmpeg('ffmpeg', ['-i', 'nothing.mp4', '-f', 'null', '-'], { signal });
  await expect(failed).rejects.toThrow(FfmpegFailed);
  await expect(failed).rejects.toThrow(
    /^ffmpeg ended with code \d+: .*nothing\.mp4: No such file or directory$/,
  );
});

it('knows a full disk', async () => {
  const noRoom = ['-f', 'lavfi', '-i', 'testsrc2=duration=2', '-f', 'rawvideo', '/dev/full'];
  await expect(runFfmpeg('ffmpeg', noRoom, { signal })).rejects.toMatchObject({ code: 'disk_full' });
});
