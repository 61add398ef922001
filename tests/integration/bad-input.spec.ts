import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ErrorCode } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, expectProblem, multipart, multipartType, type Answer, type Part } from '../platform/http.js';
import { takeStock } from '../platform/leftovers.js';
import { shortSource } from '../platform/make-source.js';
import { startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

const megabyte = 1024 * 1024;
const limitBytes = 3 * megabyte;

describe('uploads that are refused', () => {
  let platform: TestPlatform;
  let scratch: string;
  let video: Buffer;
  let before: Awaited<ReturnType<typeof takeStock>>;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-bad-input-'));
    video = readFileSync(shortSource(scratch));
    platform = await startTestPlatform({ settings: { UPLOAD_MAX_BYTES: String(limitBytes) } });
    before = await takeStock(platform);
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const upload = (
    body: Buffer | string | Readable,
    contentType = multipartType,
    headers: Record<string, number> = {},
  ): Promise<Answer> =>
    ask(platform.url, 'POST', '/api/videos', {
      token: platform.token,
      body,
      headers: { 'content-type': contentType, ...headers },
    });
  const file = (content: Buffer | string, fileName = 'holiday.mp4'): Part => ({
    name: 'file',
    fileName,
    content,
  });
  const field = (name: string, content: string): Part => ({ name, content });

  async function refused(code: ErrorCode, send: () => Promise<Answer>): Promise<string> {
    const startedAt = performance.now();
    const { detail } = expectProblem(await send(), code);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    await expect.poll(() => takeStock(platform), { timeout: 2000 }).toEqual(before);
    return detail;
  }

  const forms: [string, ErrorCode, () => Part[]][] = [
    ['no file', 'file_missing', () => [field('title', 'A film')]],
    ['nothing at all', 'file_missing', () => []],
    ['the file as a text field', 'multipart_malformed', () => [field('file', 'x'.repeat(30_000))]],
    ['the file in another field', 'multipart_malformed', () => [{ ...file(video), name: 'video' }]],
    ['two files', 'multipart_malformed', () => [file(video), file(video)]],
    [
      'two files, the second in another field',
      'multipart_malformed',
      () => [file(video), { ...file(video), name: 'x' }],
    ],
    [
      'too many fields',
      'multipart_malformed',
      () => [...Array.from({ length: 11 }, (_, n) => field(`f${n}`, '')), file(video)],
    ],
    [
      'a field that is too long',
      'multipart_malformed',
      () => [field('description', 'x'.repeat(30_000)), file(video)],
    ],
    ['a field name that is too long', 'multipart_malformed', () => [field('x'.repeat(200), ''), file(video)]],
    ['an unknown field', 'validation_failed', () => [field('colour', 'red'), file(video)]],
    ['a title with a line break', 'validation_failed', () => [field('title', 'one\ntwo'), file(video)]],
    ['a title with a NUL', 'validation_failed', () => [field('title', 'one\0two'), file(video)]],
    ['an empty title', 'validation_failed', () => [field('title', '  '), file(video)]],
    ['a title of 201 characters', 'validation_failed', () => [field('title', 'x'.repeat(201)), file(video)]],
    ['two titles', 'validation_failed', () => [field('title', 'one'), field('title', 'two'), file(video)]],
    [
      'a description of 5001 characters',
      'validation_failed',
      () => [field('description', 'x'.repeat(5001)), file(video)],
    ],
    ['an unknown visibility', 'validation_failed', () => [field('visibility', 'secret'), file(video)]],
    ['a bad field after the file', 'validation_failed', () => [file(video), field('visibility', 'secret')]],
    [
      'a field that reaches for the prototype',
      'validation_failed',
      () => [field('__proto__[title]', 'x'), file(video)],
    ],
  ];
  it.each(forms)('%s: %s', async (_, code, parts) => {
    await refused(code, () => upload(multipart(parts())));
  });

  const contents: [string, ErrorCode, string | Buffer][] = [
    ['an empty file', 'file_empty', ''],
    ['text', 'not_a_video', 'Dear diary, today I filmed nothing.\n'],
    ['a single letter', 'not_a_video', 'x'],
    ['HTML', 'not_a_video', '<!doctype html><html><script>alert(1)</script></html>'],
    ['SVG', 'not_a_video', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['ZIP', 'not_a_video', Buffer.from('504b03041400000008000000210000000000000000000000000000000000', 'hex')],
    ['PDF', 'not_a_video', Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n', 'latin1')],
    ['PNG', 'not_a_video', Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex')],
    ['an HLS playlist', 'playlist_refused', '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'],
    ['an HLS playlist behind a byte order mark', 'playlist_refused', '\ufeff#EXTM3U\n#EXTINF:4,\nhttp://127.0.0.1:9/x.ts\n'],
    ['a concat list', 'playlist_refused', 'ffconcat version 1.0\nfile holiday.mp4\n'],
    ['an SDP', 'playlist_refused', 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nm=video 9 RTP/AVP 96\r\n'],
    ['an MPD', 'playlist_refused', '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>'],
    ['an MPD without a declaration', 'playlist_refused', '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>'],
  ]; // prettier-ignore
  it.each(contents)('%s named holiday.mp4: %s', async (_, code, content) => {
    await refused(code, () => upload(multipart([file(content)])));
  });

  const frames: [string, ErrorCode, () => Buffer | string, string | undefined][] = [
    ['JSON', 'not_multipart', () => '{"title":"A film"}', 'application/json'],
    ['a bare video', 'not_multipart', () => video, 'video/mp4'],
    ['a form that is not multipart', 'not_multipart', () => 'title=x', 'application/x-www-form-urlencoded'],
    [
      'multipart/mixed',
      'not_multipart',
      () => multipart([file(video)]),
      multipartType.replace('form-data', 'mixed'),
    ],
    [
      'no boundary in the header',
      'multipart_malformed',
      () => multipart([file(video)]),
      'multipart/form-data',
    ],
    [
      'another boundary in the header',
      'multipart_malformed',
      () => multipart([file(video)]),
      'multipart/form-data; boundary=other',
    ],
    ['no boundary at the end', 'multipart_malformed', () => multipart([file(video)], ''), undefined],
    ['half a body', 'multipart_malformed', () => multipart([file(video)]).subarray(0, 3000), undefined],
    ['half a header', 'multipart_malformed', () => multipart([file(video)]).subarray(0, 60), undefined],
    ['no body', 'multipart_malformed', () => '', undefined],
  ];
  it.each(frames)('%s: %s', async (_, code, body, contentType) => {
    await refused(code, () => upload(body(), contentType));
  });

  it('a file over the limit, before it is read when the length is announced', async () => {
    const detail = await refused('file_too_large', async () => {
      const answer = await upload(film(), multipartType, { 'content-length': 200 * megabyte });
      expect(answer.sentBytes).toBeLessThan(10 * megabyte);
      return answer;
    });
    expect(detail).toContain(String(limitBytes));
  });

  it('a file over the limit that comes without a length, cut off in the middle', async () => {
    await refused('file_too_large', async () => {
      const answer = await upload(film());
      expect(answer.sentBytes).toBeLessThan(20 * megabyte);
      return answer;
    });
  });

  it('text of 200 MB, by its first bytes', async () => {
    await refused('not_a_video', async () => {
      const answer = await upload(film('All work and no play makes Jack a dull boy. '));
      expect(answer.sentBytes).toBeLessThan(10 * megabyte);
      return answer;
    });
  });

  it('200 MB in another field, before they are read', async () => {
    await refused('multipart_malformed', async () => {
      const answer = await upload(film(video, 'video'));
      expect(answer.sentBytes).toBeLessThan(10 * megabyte);
      return answer;
    });
  });

  it('a client that goes on sending still reads why it was refused', async () => {
    const form = new FormData();
    form.append('file', new Blob([Buffer.alloc(50 * megabyte, video)]), 'holiday.mp4');
    for (let time = 0; time < 10; time++) {
      const headers = { authorization: `Bearer ${platform.token}` };
      const answer = await fetch(`${platform.url}/api/videos`, { method: 'POST', body: form, headers });
      expect(await answer.json()).toMatchObject({ code: 'file_too_large' });
    }
  });

  it('a file a little over the limit', async () => {
    await refused('file_too_large', () =>
      upload(multipart([file(Buffer.concat([video, Buffer.alloc(limitBytes)]))])),
    );
  });

  it('a file exactly at the limit is taken', async () => {
    const filled = Buffer.concat([video, Buffer.alloc(limitBytes - video.length)]);
    const answer = await upload(multipart([file(filled)]));
    expect(answer.status).toBe(201);
    const { id } = JSON.parse(answer.text) as { id: string };
    expect(await platform.api.follow(id)).toMatchObject({
      status: 'ready',
      source: { sizeBytes: limitBytes },
    });
  });

  /** The beginning of a form with a file of 200 MB. */
  const film = (content: Buffer | string = video, name = 'file'): Readable =>
    Readable.from(
      (function* () {
        yield multipart([{ ...file(content), name }], '').subarray(0, -2);
        const part = Buffer.alloc(megabyte, content);
        for (let sent = 0; sent < 200; sent++) yield part;
      })(),
    );
});
