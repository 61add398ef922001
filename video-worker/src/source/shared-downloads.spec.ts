import { describe, expect, it } from 'vitest';
import { SharedDownloads } from './shared-downloads.js';

const never = new AbortController().signal;

/** A download whose end the test decides. */
function makeDownload() {
  const download = { starts: 0, aborted: false, finish: () => {}, fail: (_error: Error) => {} };
  const start = (signal: AbortSignal): Promise<void> => {
    download.starts += 1;
    signal.addEventListener('abort', () => (download.aborted = true));
    return new Promise((resolve, reject) => {
      download.finish = resolve;
      download.fail = reject;
    });
  };
  return { download, start };
}

describe('SharedDownloads', () => {
  it('begins one for all who want the same, and another for something else', async () => {
    const downloads = new SharedDownloads();
    const { download, start } = makeDownload();
    const waiting = [1, 2, 3].map(() => downloads.join('a', never, start));
    const other = downloads.join('b', never, async () => undefined);
    await other;
    download.finish();
    await Promise.all(waiting);
    expect(download).toMatchObject({ starts: 1 });
  });

  it('tells everybody why it failed, and begins anew for whoever comes then', async () => {
    const downloads = new SharedDownloads();
    const { download, start } = makeDownload();
    const waiting = [downloads.join('a', never, start), downloads.join('a', never, start)];
    download.fail(new Error('the bucket is gone'));
    for (const one of waiting) await expect(one).rejects.toThrow('the bucket is gone');
    const again = downloads.join('a', never, start);
    download.finish();
    await again;
    expect(download.starts).toBe(2);
  });

  it('goes on while somebody waits, and ends with the last', async () => {
    const downloads = new SharedDownloads();
    const { download, start } = makeDownload();
    const [first, second] = [new AbortController(), new AbortController()];
    const one = downloads.join('a', first.signal, start);
    const other = downloads.join('a', second.signal, start);
    first.abort(new Error('one has gone'));
    await expect(one).rejects.toThrow('one has gone');
    expect(download.aborted).toBe(false);
    second.abort(new Error('all have gone'));
    await expect(other).rejects.toThrow('all have gone');
    expect(download.aborted).toBe(true);
  });

  it('begins anew for whoever comes while an abandoned one is still ending', async () => {
    const downloads = new SharedDownloads();
    const abandoned = makeDownload();
    const stop = new AbortController();
    const one = downloads.join('a', stop.signal, abandoned.start);
    stop.abort(new Error('gone'));
    await expect(one).rejects.toThrow('gone');
    await downloads.join('a', never, async () => undefined);
    abandoned.download.fail(new Error('aborted'));
  });

  it('begins nothing for somebody who has already gone', async () => {
    const { download, start } = makeDownload();
    await expect(
      new SharedDownloads().join('a', AbortSignal.abort(new Error('gone')), start),
    ).rejects.toThrow('gone');
    expect(download.starts).toBe(0);
  });
});
