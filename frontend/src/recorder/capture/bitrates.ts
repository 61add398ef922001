import type { Bitrates } from './capture';

/** Faces and slides at up to 30 frames a second, by the number of pixels. */
const pictureTable = [
  { pixelsMax: 640 * 360, bitsPerSec: 800_000 },
  { pixelsMax: 854 * 480, bitsPerSec: 1_300_000 },
  { pixelsMax: 1280 * 720, bitsPerSec: 2_500_000 },
  { pixelsMax: 1920 * 1080, bitsPerSec: 4_500_000 },
] as const;
const largestBitsPerSec = 6_000_000;
const soundBitsPerSec = 128_000;

export interface PictureSize {
  width: number;
  height: number;
}

/** When the browser's disk runs full, an hour of a softer picture is worth more than half an hour of a sharp one. */
export function chooseBitrates(size: PictureSize | null, isStorageLow: boolean): Bitrates {
  const pixels = size ? size.width * size.height : 0;
  const picture = pictureTable.find(({ pixelsMax }) => pixels <= pixelsMax)?.bitsPerSec ?? largestBitsPerSec;
  return {
    pictureBitsPerSec: size ? Math.round(picture * (isStorageLow ? 0.5 : 1)) : 0,
    soundBitsPerSec: isStorageLow ? 64_000 : soundBitsPerSec,
  };
}

/** How long the free space lasts; a tenth of it is not counted, for browsers stop before they are really full. */
export function minutesLeft(freeBytes: number, { pictureBitsPerSec, soundBitsPerSec }: Bitrates): number {
  const bytesPerMinute = ((pictureBitsPerSec + soundBitsPerSec) / 8) * 60;
  return Math.max(0, Math.floor((freeBytes * 0.9) / bytesPerMinute));
}

export const isStorageLow = (minutes: number | null): boolean => minutes !== null && minutes < 20;
