import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { VideoView } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noise } from '../platform/bad-files.js';
import { ask, multipart, multipartType } from '../platform/http.js';
import { filesBelow, takeStock } from '../platform/leftovers.js';
import { startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform?.close());

describe('file names', () => {
  /** The name as it stands in the request, the title and the file name that people see. */
  const names: [string, string, string, string][] = [
    ['a path upwards', '../../etc/passwd.mp4', 'passwd', 'passwd.mp4'],
    ['an absolute path', '/etc/cron.d/job.mp4', 'job', 'job.mp4'],
    ['a Windows path', String.raw`C:\\Users\\me\\film.mp4`, 'film', 'film.mp4'],
    ['escaped dots and slashes', '%2e%2e%2fetc%2fpasswd.mp4', '%2e%2e%2fetc%2fpasswd', '%2e%2e%2fetc%2fpasswd.mp4'],
    ['line breaks, as browsers escape them', 'one%0D%0Atwo.mp4', 'one two', 'one two.mp4'],
    ['emoji', '🎬 première 🎉.mp4', '🎬 première 🎉', '🎬 première 🎉.mp4'],
    ['4 kB', `${'x'.repeat(4096)}.mp4`, 'x'.repeat(200), 'x'.repeat(255)],
    ['4 kB of emoji', `${'🎬'.repeat(1024)}.mp4`, '🎬'.repeat(200), '🎬'.repeat(255)],
    ['a leading dash', '-rf.mp4', '-rf', '-rf.mp4'],
    ['quotes', `it's %22me%22.mp4`, `it's "me"`, `it's "me".mp4`],
    ['shell words', '$(reboot)`id`;&|.mp4', '$(reboot)`id`;&|', '$(reboot)`id`;&|.mp4'],
    ['markup', '<img src=x onerror=alert(1)>.mp4', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>.mp4'],
    ['a right-to-left override', 'film\u202Egpj.mp4', 'film gpj', 'film gpj.mp4'],
    ['underscores', 'my_holiday__film.mp4', 'my holiday film', 'my_holiday__film.mp4'],
    ['an ending alone', '.mp4', 'Untitled', '.mp4'],
    ['a blank', ' ', 'video', 'video'],
  ]; // prettier-ignore
  it.each(names)('%s', async (_, fileName, title, shownName) => {
    const before = surroundings();
    const answer = await upload(multipart([{ name: 'file', fileName, content: noise(200) }]));
    expect(answer.status, answer.text).toBe(201);
    const video = JSON.parse(answer.text) as VideoView;
    expect({ title: video.title, fileName: video.source.fileName }).toEqual({ title, fileName: shownName });
    expect(surroundings()).toEqual(before);
    expect(existsSync('/etc/passwd.mp4')).toBe(false);
  });

  it('a NUL is refused or cleaned, and never cuts the name', async () => {
    const answer = await upload(multipart([{ name: 'file', fileName: 'one\0two.mp4', content: noise(200) }]));
    if (answer.status === 201) expect(JSON.parse(answer.text)).toMatchObject({ title: 'one two' });
    else expect(JSON.parse(answer.text)).toMatchObject({ code: 'multipart_malformed' });
  });

  it('the uploads folder knows videos by their ids alone', async () => {
    await expect.poll(() => platform.files('work'), { timeout: 20_000 }).toEqual([]);
    for (const file of filesBelow(platform.uploadsDir)) expect(file).toMatch(/^sources\/[0-9a-f-]{36}$/);
  });

  const upload = (body: Buffer) =>
    ask(platform.url, 'POST', '/api/videos', {
      token: platform.token,
      body,
      headers: { 'content-type': multipartType },
    });
  const surroundings = () => [readdirSync(platform.dataDir), readdirSync(platform.uploadsDir)];
});

describe('uploads that break off', () => {
  /** How much of the request arrives before its sender is gone. */
  const shares = [0, 0.0002, 0.4, 0.999];

  it('20 at once leave nothing behind: no file, no row, no open file, and all goes on', async () => {
    const body = multipart([{ name: 'file', fileName: 'film.mp4', content: noise(1_000_000) }]);
    await expect.poll(() => platform.files('work'), { timeout: 20_000 }).toEqual([]);
    const before = await takeStock(platform);
    const list = () => ask(platform.url, 'GET', '/api/videos');
    await Promise.all(Array.from({ length: 20 }, list));
    const openBefore = openFiles().length;

    const clients = Array.from({ length: 20 }, (_, n) =>
      breakOff(body.subarray(0, body.length * shares[n % 4]!), body.length),
    );
    await expect.poll(() => platform.files('incoming').length).toBeGreaterThan(0);
    await Promise.all(clients);

    await expect.poll(() => takeStock(platform), { timeout: 5000 }).toEqual(before);
    // the pool may have opened its connections to PostgreSQL meanwhile; twenty clients would be more
    const databasePoolMax = 12;
    await expect.poll(() => openFiles().length, { timeout: 5000 }).toBeLessThan(openBefore + databasePoolMax);
    expect(openFiles().filter((path) => path.startsWith(platform.uploadsDir))).toEqual([]);
    expect((await ask(platform.url, 'GET', '/api/health/ready')).status).toBe(200);
    expect((await list()).status).toBe(200);
  });

  it('they are told in the log as what they are, not as our failure', () => {
    const told = platform.log.filter((line) => line.includes('upload_aborted'));
    expect(told.length).toBeGreaterThanOrEqual(10);
    expect(platform.log.filter((line) => line.includes('internal_error'))).toEqual([]);
  });

  const openFiles = (): string[] => {
    const folder = `/proc/${platform.backend.pid()}/fd`;
    return readdirSync(folder).flatMap((fd) => linkTarget(join(folder, fd)));
  };

  /** Sends the beginning of a body that was announced longer, waits until it has left, and is gone. */
  async function breakOff(beginning: Buffer, announcedBytes: number): Promise<void> {
    const { hostname, port } = new URL(platform.url);
    const headers = {
      authorization: `Bearer ${platform.token}`,
      'content-type': multipartType,
      'content-length': announcedBytes,
    };
    const upload = request({ method: 'POST', hostname, port, path: '/api/videos', agent: false, headers });
    upload.on('error', () => undefined);
    upload.flushHeaders();
    await new Promise((resolve) => upload.write(beginning.length > 0 ? beginning : ' ', resolve));
    await new Promise((resolve) => setTimeout(resolve, 200));
    upload.destroy();
  }
});

/** A descriptor may be closed while it is read. */
function linkTarget(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return [];
  }
}
