import type { Page } from 'playwright-core';

const bits = 12;
export const numberedRate = 25;

/** A picture that says which one it is: black and white fields on top, the frame's number in binary. */
export const numberedPicture = (size: string, durationSec: number): string[] => [
  '-f',
  'lavfi',
  '-i',
  [
    `testsrc2=size=${size}:rate=${numberedRate}:duration=${durationSec}`,
    'drawbox=x=0:y=0:w=iw:h=ih/8:color=black:t=fill',
    ...Array.from(
      { length: bits },
      (_, bit) =>
        `drawbox=x=iw*${bit}/${bits}:y=0:w=iw/${bits}:h=ih/8:color=white:t=fill:enable='gt(bitand(n,${2 ** bit}),0)'`,
    ),
  ].join(','),
];

export interface ShownFrame {
  /** The time that the browser gives the frame. */
  mediaTimeSec: number;
  /** The number that is in the picture. */
  number: number;
  height: number;
}

/** Writes down each frame that the browser shows from now on. */
export async function recordFrames(page: Page): Promise<{ read: () => Promise<ShownFrame[]> }> {
  const frames = await page.locator('video').evaluateHandle((video: HTMLVideoElement, bits) => {
    const shown: ShownFrame[] = [];
    const canvas = document.createElement('canvas');
    canvas.width = bits;
    canvas.height = 1;
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    const look = (_now: number, { mediaTime, height }: VideoFrameCallbackMetadata) => {
      // the middle line of the fields, each shrunk to one pixel
      context.drawImage(video, 0, video.videoHeight / 16, video.videoWidth, 1, 0, 0, bits, 1);
      const { data } = context.getImageData(0, 0, bits, 1);
      const number = Array.from({ length: bits }, (_, bit) => (data[bit * 4]! > 127 ? 2 ** bit : 0));
      shown.push({ mediaTimeSec: mediaTime, number: number.reduce((sum, value) => sum + value), height });
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
    return shown;
  }, bits);
  return { read: () => frames.jsonValue() };
}

/** How far a frame is from the one that belongs to its time, in frames. */
export const framesOff = ({ mediaTimeSec, number }: ShownFrame): number =>
  Math.abs(mediaTimeSec * numberedRate - number);
