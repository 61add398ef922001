import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHls, type Report, type RuleStatus } from './check-hls.js';
import { runCommand } from './run-command.js';
import { makeSamplePresentation, type SamplePresentation } from './testing/sample-presentation.js';
import { serveFolder, type ServerFaults } from './testing/serve-folder.js';

let sample: SamplePresentation;

beforeAll(async () => {
  sample = await makeSamplePresentation();
}, 60_000);

afterAll(() => sample.remove());

async function checkServed(faults: ServerFaults, timeoutMs = 5000): Promise<Report> {
  const server = await serveFolder(sample.folder, faults);
  try {
    return await checkHls(`${server.url}master.m3u8`, { timeoutMs });
  } finally {
    await server.close();
  }
}

const idsOf = (report: Report, ...statuses: RuleStatus[]): string[] =>
  report.rules.filter(({ status }) => statuses.includes(status)).map(({ id }) => id);

describe('a presentation served over HTTP', () => {
  it('passes every rule, delivery included', async () => {
    const report = await checkServed({});
    expect(idsOf(report, 'fail', 'warn', 'skipped')).toEqual([]);
  });

  const faults: { fault: string; server: ServerFaults; rules: string[] }[] = [
    {
      fault: 'redirected segments',
      server: { redirect: (path) => path.endsWith('.m4s') },
      rules: ['no-redirects'],
    },
    {
      fault: 'playlists of type text/plain',
      server: { contentType: (path) => (path.endsWith('.m3u8') ? 'text/plain; charset=utf-8' : null) },
      rules: ['content-types'],
    },
    {
      fault: 'segments of type application/octet-stream',
      server: { contentType: (path) => (path.endsWith('.m4s') ? 'application/octet-stream' : null) },
      rules: ['content-types'],
    },
    { fault: 'playlists that are not compressed', server: { withoutGzip: true }, rules: ['gzip'] },
    {
      fault: 'byte ranges that are ignored',
      server: { withoutRanges: true },
      rules: ['i-frame-ranges', 'byte-ranges-served'],
    },
    {
      fault: 'a segment that never comes',
      server: { hang: (path) => path.endsWith('360p/seg_00001.m4s') },
      rules: ['i-frame-ranges', 'segment-present'],
    },
  ];
  it.each(faults)('is caught: $fault', async ({ server, rules }) => {
    expect(idsOf(await checkServed(server, 1000), 'fail', 'warn')).toEqual(rules);
  });

  it('never reads local files for a playlist from the network', async () => {
    const text = `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nfile://${sample.folder}/360p/playlist.m3u8\n`;
    await writeFile(join(sample.folder, 'local.m3u8'), text);
    const server = await serveFolder(sample.folder);
    const report = await checkHls(`${server.url}local.m3u8`);
    await server.close();
    expect(report.rules.find(({ id }) => id === 'playlists-reachable')).toMatchObject({
      status: 'fail',
      findings: [{ ok: true }, { ok: false, text: 'a playlist from the network points at a local file' }],
    });
  });
});

describe('the command', () => {
  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const lines = { out: [] as string[], err: [] as string[] };
    const output = {
      log: (text: string) => lines.out.push(text),
      error: (text: string) => lines.err.push(text),
    };
    const code = await runCommand(args, output);
    return { code, out: lines.out.join('\n'), err: lines.err.join('\n') };
  }

  it('prints every rule and a summary, and exits with 0', async () => {
    const { code, out } = await run(sample.location);
    expect(code).toBe(0);
    expect(out).toContain('PASS  decode-times  ');
    expect(out).toContain('        360p/playlist.m3u8: 3 segments in a row');
    expect(out.split('\n').at(-1)).toMatch(
      /^PASSED: \d+ passed, 0 failed, 0 warnings, 4 with nothing to judge$/,
    );
  });

  it('exits with 1 when a rule is broken, and says where', async () => {
    const location = join(sample.folder, 'broken.m3u8');
    await writeFile(location, '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4\nnowhere.m4s\n');
    const { code, out } = await run(location);
    expect(code).toBe(1);
    expect(out).toContain('        broken.m3u8 line 3: EXTINF: "4" is not a duration and a comma');
  });

  it('prints JSON', async () => {
    const { code, out } = await run('--json', sample.location);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ passed: true, counts: { fail: 0, warn: 0 } });
  });

  it('exits with 2 when it is used wrongly or there is nothing to read', async () => {
    expect(await run()).toMatchObject({ code: 2, err: expect.stringContaining('Usage:') });
    expect(await run('a', 'b')).toMatchObject({ code: 2 });
    expect(await run('--what', 'a')).toMatchObject({ code: 2 });
    expect(await run('--timeout', 'soon', 'a')).toMatchObject({ code: 2 });
    expect(await run(join(sample.folder, 'nothing.m3u8'))).toMatchObject({ code: 2, out: '' });
    const closed = await serveFolder(sample.folder);
    await closed.close();
    expect(await run('--json', `${closed.url}master.m3u8`)).toMatchObject({
      code: 2,
      out: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
