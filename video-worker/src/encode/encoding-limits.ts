import { defaultFileBytes, type RunLimits } from '@sluice/sandbox';
import { longestVideoSec, toNumber, type PicturePlan, type SourceVideo } from '@sluice/vod';
import { encodingTimeoutMs } from './encoding-time.js';

/** How many pixels go through ffmpeg in a second of film. */
export interface PixelLoad {
  decodedPerSec: number;
  encodedPerSec: number;
}

/**
 * Seconds of processor time for a pixel. Decoding, deinterlacing and scaling one takes up to 10 ns, encoding it 11 ns with
 * veryfast and 100 with slow, on a machine of 2020; this is several times as much.
 */
const decodingSec = 100e-9;
const encodingSec = 300e-9;
/** Sound, copying, and finding the way through the file. */
const perSec = 1;
const startingSec = 120;
/** What is read before a chunk to get to where it begins. */
const leadInSec = 30;

/** No camera is quicker; what a file claims beyond that is no work. */
const frameRateMax = 1000;
const unknownFrameRate = 60;

/** More than any film has in a second, of what is copied as well. */
const bytesPerSec = 25e6;

/** What ffmpeg gets for a film of this length: time on the clock, of the processor, and room for one file. */
export function encodingLimits(
  durationSec: number | null,
  { decodedPerSec, encodedPerSec }: PixelLoad = { decodedPerSec: 0, encodedPerSec: 0 },
): { timeoutMs: number; limits: RunLimits } {
  const filmSec = Math.min(durationSec ?? longestVideoSec, longestVideoSec) + leadInSec;
  const cpuSec = startingSec + filmSec * (perSec + decodedPerSec * decodingSec + encodedPerSec * encodingSec);
  return {
    timeoutMs: encodingTimeoutMs(durationSec),
    limits: { cpuSec: Math.ceil(cpuSec), fileBytes: defaultFileBytes + filmSec * bytesPerSec },
  };
}

export const pixelLoad = ({ source, frameRate, renditions }: PicturePlan): PixelLoad => ({
  decodedPerSec: decodedPerSec(source),
  encodedPerSec: toNumber(frameRate) * renditions.reduce((sum, { width, height }) => sum + width * height, 0),
});

export function decodedPerSec(source: SourceVideo): number {
  const frameRate = source.averageFrameRate ? toNumber(source.averageFrameRate) : unknownFrameRate;
  return source.codedWidth * source.codedHeight * Math.min(frameRate, frameRateMax);
}
