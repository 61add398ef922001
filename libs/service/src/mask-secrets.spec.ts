import { PassThrough } from 'node:stream';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { loggerOptions } from './logger.js';
import { maskSecrets } from './mask-secrets.js';

describe('a line of the log', () => {
  it.each([
    ['/media/t/1763700000.aB-_9/videos/1/master.m3u8', '/media/t/***/videos/1/master.m3u8'],
    ['GET /media/t/1763700000.aB-_9', 'GET /media/t/***'],
    ['https://x/join?token=abc-_1&next=/', 'https://x/join?token=***&next=/'],
    ['/rooms/1#invite=abc', '/rooms/1#invite=***'],
    ['/api/recording-chunks/k?a=1&signature=abc"', '/api/recording-chunks/k?a=1&signature=***"'],
    ['https://s3/b/k?X-Amz-Signature=abc&X-Amz-Date=1', 'https://s3/b/k?X-Amz-Signature=***&X-Amz-Date=1'],
    ['Bearer slc_0123456789012345678901234567890123456789abc', 'Bearer slc_***'],
  ])('%s becomes %s', (line, masked) => {
    expect(maskSecrets(line)).toBe(masked);
  });

  it.each(['/media/videos/1/master.m3u8', '/media/thumbnails/1', '/?q=token', 'https://x/setup?token=abc'])(
    '%s stays',
    (line) => expect(maskSecrets(line)).toBe(line),
  );

  it('is masked wherever the secret stands, and stays JSON', async () => {
    const lines = new PassThrough();
    const { transport: _, ...options } = loggerOptions('test', 'info');
    const log = pino(options, lines);
    log.info({ deep: { url: '/media/t/1.abc/x?token=abc' }, token: 'abc' }, 'GET /media/t/1.abc/y');
    expect(JSON.parse(String(lines.read()))).toMatchObject({
      deep: { url: '/media/t/***/x?token=***' },
      token: '[Redacted]',
      msg: 'GET /media/t/***/y',
    });
  });
});
