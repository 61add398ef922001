import { describe, expect, it } from 'vitest';
import { describeBrowser } from './browser-words';

describe('a browser in words', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0',
      'Firefox on Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
      'Safari on macOS',
    ],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
      'Chrome on Android',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
      'Microsoft Edge on Windows',
    ],
    ['', 'An unknown program'],
  ])('%s: %s', (userAgent, words) => expect(describeBrowser(userAgent)).toBe(words));

  it('something that no browser sends is shown as it came, not longer than a line', () => {
    expect(describeBrowser('backup-script')).toMatch(/^backup-script/);
    expect(describeBrowser('{'.repeat(300)).length).toBeLessThanOrEqual(60);
  });
});
