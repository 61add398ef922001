import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChunkTransitions } from '@sluice/database';
import { freeBytes, LocalStorage } from '@sluice/storage';
import { audioChunkIndex, planChunks, wholePictureIndex, type ChunkProgress } from '@sluice/vod';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mountSmallDisk } from '../../../libs/storage/src/testing/small-disk.js';
import { openFilmStudio, type FilmStudio } from '../encode/testing/film-studio.js';
import type { SourceCache } from '../source/source-cache.js';
import { planSmall } from '../testing/encode-small.js';
import { chunkClaim, claim } from '../testing/sample-film.js';
import { makeChunk } from '../transcode-chunk/make-chunk.js';
import { finishVideo } from './finish-video.js';
import type { ProcessContext } from './process-context.js';

/** Where no file system can be mounted there is nothing to fill. */
const disk = mountSmallDisk(8 * 1024 ** 2);

describe.skipIf(!disk)('finishVideo on a full disk', () => {
  let studio: FilmStudio;
  beforeAll(async () => {
    studio = await openFilmStudio();
  });
  afterAll(async () => {
    await studio.close();
    disk?.unmount();
  });

  it('calls broken sound the disk’s trouble: it is tried again, and the chunks stay', async () => {
    const sourcePath = await studio.make(
      'source.mp4',
      ...'-f lavfi -i testsrc2=s=96x64:r=30:d=6 -f lavfi -i sine=440:r=48000:d=6'.split(' '),
      ...'-c:v libx264 -pix_fmt yuv420p -c:a aac'.split(' '),
    );
    // a film that can't be cut, and that claims to be longer than it is: its sound has to be made to fit
    const planned = await planSmall(sourcePath);
    const plan = { ...planned, totalFrames: null, ownFrames: null, expectedDurationSec: 9 };
    const shared = {
      storage: new LocalStorage({ rootDir: join(studio.folder, 'media') }),
      sources: {
        hold: () => Promise.resolve({ path: sourcePath, release: () => undefined }),
      } as unknown as SourceCache,
      signal: new AbortController().signal,
      log: pino({ level: 'silent' }),
    };
    const workRoot = join(studio.folder, 'work');
    await mkdir(workRoot);
    const chunks: ChunkProgress[] = [];
    for (const chunk of planChunks(plan).filter(({ index }) =>
      [audioChunkIndex, wholePictureIndex].includes(index),
    )) {
      const output = await makeChunk(chunkClaim({ ...chunk, plan }), {
        ...shared,
        chunks: { record: () => Promise.resolve(true) } as unknown as ChunkTransitions,
        capacity: { slots: 1, threads: 1, headThreads: 1 },
        workRoot,
        onProgress: () => undefined,
      });
      chunks.push({ index: chunk.index, kind: chunk.kind, isDone: true, output });
    }

    const { folder } = disk!;
    await writeFile(join(folder, 'somebody-elses'), Buffer.alloc(await freeBytes(folder)));
    const database = {
      query: (sql: string) => Promise.resolve(sql.includes('FROM encodings') ? [{ plan }] : chunks),
    };
    const context = { ...shared, database, workRoot: folder, report: () => undefined };
    await expect(finishVideo(claim, context as unknown as ProcessContext)).rejects.toMatchObject({
      code: 'disk_full',
    });
    expect(await readdir(folder)).toEqual(['somebody-elses']);
  });
});
