import type { Page } from 'playwright-core';
import { clockBars } from '../../live-recorder/src/capture/test-picture.js';

/** What the picture on a camera's page shows, by its bars, and what the page says that it is. In ms since 1970. */
export interface ClockLook {
  shownMs: number;
  saidMs: number;
  nowMs: number;
}

/** As text: it runs in the page, whose types are not those of Node. */
const lookInPage = `(() => {
  const video = document.querySelector('[aria-label^="Picture of"]');
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [${clockBars}, 1];
  const context = canvas.getContext('2d');
  const { videoWidth: width, videoHeight: height } = video;
  context.drawImage(video, 0, (height * 12) / 360, (width * 560) / 640, 1, 0, 0, ${clockBars}, 1);
  const { data } = context.getImageData(0, 0, ${clockBars}, 1);
  const nowMs = Date.now();
  let value = 0;
  for (let bar = 0; bar < ${clockBars}; bar += 1) value = value * 2 + Number(data[bar * 4] > 127);
  const turnMs = ${2 ** clockBars};
  const shownMs = value + Math.round((nowMs - value) / turnMs) * turnMs;
  const said = document.querySelector('[aria-label="Player"] time');
  return { shownMs, saidMs: Date.parse(said?.dateTime ?? ''), nowMs };
})()`;

export const lookAtClock = (page: Page): Promise<ClockLook> => page.evaluate<ClockLook>(lookInPage);
