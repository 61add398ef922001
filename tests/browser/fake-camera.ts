import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ensureChromium } from '../../scripts/services/chromium.js';
import { barcode, ticks } from '../../scripts/api/barcode.js';
import { browserArgs } from './browser.js';

/** After so many pictures the camera's numbers begin anew. */
export const cameraPeriod = 1800;
export const cameraRate = 30;
/** So many pictures a busy machine may drop or delay in a row; a chunk has sixty. */
export const droppedMax = 12;

export interface FakeDevices {
  video: string;
  audio: string;
}

/** A camera whose every picture carries its number, and a microphone that hears a beep each second. */
export function makeDevices(folder: string): FakeDevices {
  const video = join(folder, 'camera.mjpeg');
  const audio = join(folder, 'microphone.wav');
  const durationSec = cameraPeriod / cameraRate;
  const picture = `testsrc2=size=640x360:rate=${cameraRate}:duration=${durationSec},${barcode}`;
  const run = (...args: string[]): Buffer =>
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);
  run('-f', 'lavfi', '-i', picture, '-pix_fmt', 'yuvj420p', '-q:v', '5', '-f', 'mjpeg', video);
  run(...ticks(10), '-ac', '2', '-c:a', 'pcm_s16le', audio);
  return { video, audio };
}

const argsFor = ({ video, audio }: FakeDevices): string[] => [
  ...browserArgs,
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-video-capture=${video}`,
  `--use-file-for-fake-audio-capture=${audio}`,
];

/** All pages of it have the same camera: what two of them see at one moment is the same picture. */
export const openBrowserWithCamera = (devices: FakeDevices): Promise<Browser> =>
  chromium.launch({
    executablePath: ensureChromium(() => undefined),
    headless: true,
    args: argsFor(devices),
  });

/** The same with a profile on the disk: what its pages keep outlives its death. */
export const openProfileWithCamera = (devices: FakeDevices, profile: string) =>
  chromium.launchPersistentContext(profile, {
    executablePath: ensureChromium(() => undefined),
    headless: true,
    args: argsFor(devices),
    viewport: { width: 1280, height: 800 },
  });

/** To be called before the page is opened: what it opens can be observed beside it. */
export const rememberStreams = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const opened: MediaStream[] = [];
    Object.assign(window, { opened });
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      opened.push(stream);
      return stream;
    };
  });

/**
 * Which picture the camera shows when the microphone beeps, as a page sees and hears them arrive: the truth that the
 * film is held against. In pictures, modulo a second; the mean over some seconds.
 */
export async function observeBeat(page: Page): Promise<number> {
  const seen = await page.evaluate(async () => {
    const { opened } = window as unknown as { opened: MediaStream[] };
    const newest = (kind: string) =>
      opened
        .flatMap((stream) => stream.getTracks())
        .findLast((track) => track.kind === kind && track.readyState === 'live')!
        .clone();
    const [camera, microphone] = [newest('video'), newest('audio')];
    const { MediaStreamTrackProcessor: Processor } = window as unknown as {
      MediaStreamTrackProcessor: new (options: { track: MediaStreamTrack }) => { readable: ReadableStream };
    };
    const reader = <T>(track: MediaStreamTrack) =>
      new Processor({ track }).readable.getReader() as ReadableStreamDefaultReader<T>;
    const pictures: { atMs: number; number: number }[] = [];
    const beeps: number[] = [];
    const endMs = performance.now() + 6000;
    const canvas = new OffscreenCanvas(48, 12);
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    const watch = async () => {
      const frames = reader<VideoFrame>(camera);
      while (performance.now() < endMs) {
        const { value } = await frames.read();
        if (!value) return;
        const atMs = performance.now();
        context.drawImage(value, 0, 0, 48, 12);
        value.close();
        const { data } = context.getImageData(0, 1, 48, 1);
        let number = 0;
        for (let bit = 0; bit < 12; bit++) number = number * 2 + Number(data[(bit * 4 + 2) * 4]! > 128);
        pictures.push({ atMs, number });
      }
    };
    const listen = async () => {
      const sounds = reader<AudioData>(microphone);
      while (performance.now() < endMs) {
        const { value } = await sounds.read();
        if (!value) return;
        const arrivedMs = performance.now();
        const samples = new Float32Array(value.numberOfFrames);
        value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
        const first = samples.findIndex((sample) => Math.abs(sample) > 0.2);
        const atMs = arrivedMs - ((value.numberOfFrames - first) / value.sampleRate) * 1000;
        if (first >= 0 && atMs - (beeps.at(-1) ?? -1000) > 500) beeps.push(atMs);
        value.close();
      }
    };
    await Promise.all([watch(), listen()]);
    for (const track of [camera, microphone]) track.stop();
    return { pictures, beeps };
  });
  const offsets = seen.beeps.slice(1, -1).flatMap((atMs) => {
    const before = seen.pictures.findLast((picture) => picture.atMs <= atMs);
    return before ? [before.number + ((atMs - before.atMs) / 1000) * cameraRate] : [];
  });
  return circularMean(offsets, cameraRate);
}

/** The mean of values on a clock face of that circumference. */
export function circularMean(values: readonly number[], period: number): number {
  const angle = (value: number): number => (value / period) * 2 * Math.PI;
  const sum = (part: (radians: number) => number): number =>
    values.reduce((total, value) => total + part(angle(value)), 0);
  const mean = (Math.atan2(sum(Math.sin), sum(Math.cos)) / (2 * Math.PI)) * period;
  return (mean + period) % period;
}

/** How far apart two places on the clock face are. */
export function circularDistance(one: number, other: number, period: number): number {
  const apart = (((one - other) % period) + period) % period;
  return Math.min(apart, period - apart);
}
