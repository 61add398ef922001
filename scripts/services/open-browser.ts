import { chromium, type Browser } from 'playwright-core';
import { ensureChromium } from './chromium.js';

export const browserArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: ensureChromium(() => undefined), headless: true, args: browserArgs });
