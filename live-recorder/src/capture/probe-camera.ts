import { once } from 'node:events';
import { maskAddresses, type CameraSource } from '@sluice/vod';
import { parseCameraProbe, probeEntries, type CameraMedia } from './camera-media.js';
import { signalGroup, spawnContained } from './contained-process.js';
import { lookArgs } from './source-args.js';
import { testPicture } from './test-picture.js';

/** Seconds of the stream that are looked at: a key frame every 2.5 s must show itself. */
const lookSec = 4;
const timeoutMs = 15_000;

/** Nothing came, or nothing that is a picture; the message is for people and holds no credentials. */
export class ProbeFailed extends Error {
  override readonly name = 'ProbeFailed';
}

/** Looks at a few seconds of a camera's stream. Throws ProbeFailed, or the signal's reason. */
export async function probeCamera(
  ffprobePath: string,
  source: CameraSource,
  signal: AbortSignal,
): Promise<CameraMedia> {
  if (source.kind === 'test')
    return { ...testPicture, codec: 'h264', hasBFrames: false, gopSec: 1, audioCodec: null };
  const look = ['-read_intervals', `%+${lookSec}`, '-show_entries', probeEntries, '-of', 'json'];
  const { output, complaint } = await run(ffprobePath, [...look, ...lookArgs(source)], signal);
  const media = output === '' ? null : parseCameraProbe(output);
  if (media) return media;
  throw new ProbeFailed(complaint || 'The camera sends no picture.');
}

async function run(
  binary: string,
  args: string[],
  signal: AbortSignal,
): Promise<{ output: string; complaint: string }> {
  signal.throwIfAborted();
  const child = spawnContained(binary, ['-hide_banner', '-v', 'error', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => signalGroup(child, 'SIGKILL');
  const timer = setTimeout(kill, timeoutMs);
  signal.addEventListener('abort', kill, { once: true });
  try {
    const texts = { output: '', complaint: '' };
    child.stdout!.on('data', (data: Buffer) => (texts.output += data.toString()));
    child.stderr!.on('data', (data: Buffer) => (texts.complaint = data.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    signal.throwIfAborted();
    const complaint = maskAddresses(texts.complaint.trim().split('\n').at(-1) ?? '').slice(0, 300);
    if (code === 0) return { output: texts.output, complaint };
    return { output: '', complaint: code === null ? 'The camera does not answer.' : complaint };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
}
