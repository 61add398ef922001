import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  initFileName,
  joinParts,
  planChunks,
  readInitSegment,
  segmentFileName,
  timestampOffsetSec,
  toNumber,
  type AttemptPlan,
  type Chunk,
  type RenditionPart,
} from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeSource } from '../source/probe-source.js';
import { encodePicture, planSmall } from '../testing/encode-small.js';
import { countListed } from '../verify/count-segments.js';
import { measurePart } from '../verify/measure-part.js';
import { verifyPart } from '../verify/verify-part.js';
import { openFilmStudio, type FilmStudio } from './testing/film-studio.js';
import {
  decodeLuma,
  idealLuma,
  lumaOf,
  lumaStep,
  meanLuma,
  numberedPictures,
  numbering,
  psnrDb,
} from './testing/numbered-pictures.js';

const { signal } = new AbortController();
const lengthSec = 21;

let studio: FilmStudio;
beforeAll(async () => {
  studio = await openFilmStudio();
});
afterAll(async () => {
  await studio.close();
  expect(existsSync(studio.folder)).toBe(false);
});

const x264 = (params: string): string[] =>
  `-c:v libx264 -preset veryfast -crf 10 -colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv -x264-params scenecut=0:${params}`.split(
    ' ',
  );
const closed = x264('keyint=75:min-keyint=75:bframes=2');
const open = x264('keyint=48:min-keyint=48:bframes=3:b-pyramid=normal:b-adapt=0:open-gop=1');

interface Source {
  title: string;
  fileName: string;
  args: string[];
  rate?: string;
  /** Which of the numbered pictures are in the file; all where it isn't told. */
  isKept?: (number: number) => boolean;
}

const sources: Source[] = [
  { title: '30 fps', fileName: 'thirty.mp4', args: ['-vf', numbering, ...closed] },
  { title: '29.97 fps', fileName: 'ntsc.mp4', rate: '30000/1001', args: ['-vf', numbering, ...closed] },
  { title: 'open groups of pictures', fileName: 'open.mp4', args: ['-vf', numbering, ...open] },
  {
    title: 'open groups in Matroska, on a clock of milliseconds that the sound starts',
    fileName: 'open.mkv',
    args: ['-vf', numbering, ...open],
  },
  {
    title: 'pictures at no constant rate',
    fileName: 'variable.mp4',
    args: ['-vf', `${numbering},select='lt(mod(n,7),5)'`, '-fps_mode', 'vfr', ...closed],
    isKept: (number) => number % 7 < 5,
  },
  {
    title: 'one picture a second, some stored long before they are shown',
    fileName: 'slow.mkv',
    rate: '1',
    args: ['-vf', numbering, ...x264('keyint=6:min-keyint=6:bframes=3:b-pyramid=normal:b-adapt=0')],
  },
  {
    title: 'interlaced pictures',
    fileName: 'interlaced.mp4',
    args: [
      '-vf',
      `${numbering},setfield=tff`,
      ...x264('keyint=48:min-keyint=48:bframes=2:tff=1'),
      '-flags',
      '+ilme+ildct',
    ],
  },
  {
    title: 'a clock that starts at 0.5 s',
    fileName: 'late.mkv',
    args: ['-vf', numbering, ...closed, '-output_ts_offset', '0.5'],
  },
  {
    title: 'a picture that begins 0.5 s after the sound',
    fileName: 'behind.mp4',
    args: ['-vf', `${numbering},setpts=PTS+0.5/TB`, ...closed],
  },
];

/** Which picture belongs to each place of a constant rate, by the file's own clock: the last that is due; before, the first. */
async function expectedPictures(
  path: string,
  { isKept = () => true }: Source,
  plan: AttemptPlan,
): Promise<number[]> {
  const { startSec } = await probeSource('ffprobe', path, signal);
  const fps = toNumber(plan.picture!.frameRate);
  const places = (await studio.packets(path, 'pts_time'))
    .map((line) => Math.round((Number.parseFloat(line) - startSec) * fps))
    .toSorted((one, other) => one - other);
  const numbers = Array.from({ length: 1000 }, (_, number) => number).filter(isKept);
  return Array.from({ length: plan.totalFrames! }, (_, place) => {
    const due = places.findLastIndex((at) => at <= place);
    return numbers[Math.max(0, due)]!;
  });
}

interface Encoded {
  /** Of each part, by its rendition. */
  parts: Record<string, RenditionPart>[];
  inits: Record<string, Buffer>[];
  /** One file of each rendition. */
  files: Record<string, string>;
}

async function encode(plan: AttemptPlan, path: string, chunks: (Chunk | null)[]): Promise<Encoded> {
  const names = plan.picture!.renditions.map(({ name }) => name);
  const encoded: Encoded = { parts: [], inits: [], files: {} };
  const written: Record<string, string[]> = {};
  const folders = await Promise.all(chunks.map((chunk, at) => encodeOne(plan, path, chunk, at)));
  for (const [at, workDir] of folders.entries()) {
    const chunk = chunks[at] ?? null;
    const parts: Record<string, RenditionPart> = {};
    const inits: Record<string, Buffer> = {};
    for (const name of names) {
      const first = chunk?.firstSegment ?? 0;
      const range = { first, count: await countListed(workDir, name, first) };
      const part = await measurePart(workDir, name, range);
      verifyPart(plan, { startSec: chunk?.startSec ?? 0 }, name, part, true);
      parts[name] = part;
      inits[name] = await readFile(join(workDir, name, initFileName));
      written[name] ??= [join(workDir, name, initFileName)];
      for (let segment = 0; segment < range.count; segment++)
        written[name].push(join(workDir, name, segmentFileName(first + segment)));
    }
    encoded.parts.push(parts);
    encoded.inits.push(inits);
  }
  for (const name of names)
    encoded.files[name] = await studio.join(`${chunks.length}-${name}.mp4`, written[name] ?? []);
  return encoded;
}

async function encodeOne(
  plan: AttemptPlan,
  sourcePath: string,
  chunk: Chunk | null,
  at: number,
): Promise<string> {
  const workDir = join(studio.folder, `${basename(sourcePath)}-${chunk ? at : 'whole'}`);
  // the head gets more threads than the others: that may change nothing in how it is to be read
  await encodePicture(plan, { sourcePath, workDir, threads: at === 0 ? 3 : 1 }, chunk);
  return workDir;
}

describe.each(sources)('$title, encoded in chunks', (source) => {
  let path: string;
  let plan: AttemptPlan;
  let chunks: Chunk[];
  let inParts: Encoded;
  let inOnePiece: Encoded;
  beforeAll(async () => {
    const inputs = numberedPictures(source.rate ?? '30', lengthSec);
    path = await studio.make(source.fileName, ...inputs, ...source.args, '-c:a', 'aac');
    plan = await planSmall(path);
    chunks = planChunks(plan).filter(({ kind }) => kind === 'picture');
    inParts = await encode(plan, path, chunks);
    inOnePiece = await encode(plan, path, [null]);
  });
  const names = ['64p', '32p'];
  const sizes: Record<string, number> = { '64p': 96 * 64, '32p': 48 * 32 };

  it('is cut', () => {
    expect(plan.warnings).toEqual([]);
    expect(plan.picture?.source.interlaced).toBe(source.fileName === 'interlaced.mp4');
    expect(chunks.map(({ firstSegment }) => firstSegment)).toEqual([0, 1, 2, 4]);
  });

  it.each(names)('has one init segment for all parts of %s, the one of the whole', (name) => {
    const [whole] = inOnePiece.inits;
    for (const inits of inParts.inits) expect(inits[name]?.equals(whole![name]!)).toBe(true);
  });

  it.each(names)('has %s on one unbroken grid, from where the whole has it', async (name) => {
    const joined = inParts.parts.map((parts) => parts[name]!).reduce((first, next) => joinParts(first, next));
    const whole = inOnePiece.parts[0]![name]!;
    expect(joined).toMatchObject({ startTicks: whole.startTicks, endTicks: whole.endTicks });
    expect(joined.segments.map(({ durationSec }) => durationSec)).toEqual(
      whole.segments.map(({ durationSec }) => durationSec),
    );
    const { timescale, presentationStart } = readInitSegment(inParts.inits[0]![name]!);
    const frameTicks = timescale / toNumber(plan.picture!.frameRate);
    const packets = await studio.packets(inParts.files[name]!, 'pts,dts');
    const [shown, decoded] = [0, 1].map((column) =>
      packets.map((line) => Number(line.split(',')[column])).toSorted((a, b) => a - b),
    );
    const start = timestampOffsetSec * timescale;
    expect(shown).toEqual(packets.map((_, at) => Math.round(start + at * frameTicks)));
    expect(decoded).toEqual(
      packets.map((_, at) => Math.round(joined.startTicks - presentationStart + at * frameTicks)),
    );
  });

  it.each(names)('has as many pictures in %s as planned, and as in one piece', (name) => {
    const counts = inParts.parts.map((parts) => parts[name]!.sampleCount);
    expect(counts).toEqual(chunks.map(({ frameCount }) => frameCount));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(plan.totalFrames);
    expect(inOnePiece.parts[0]![name]!.sampleCount).toBe(plan.totalFrames);
  });

  it.each(names)('shows at each place of %s the picture that belongs there', async (name) => {
    const [shown, whole] = await Promise.all([
      decodeLuma(inParts.files[name]!, sizes[name]!),
      decodeLuma(inOnePiece.files[name]!, sizes[name]!),
    ]);
    expect([shown.length, whole.length]).toEqual([plan.totalFrames, plan.totalFrames]);
    const expected = await expectedPictures(path, source, plan);
    const wrong = shown.flatMap((picture, at) =>
      Math.abs(meanLuma(picture) - lumaOf(expected[at]!)) >= lumaStep / 2
        ? [`${at}: luma ${meanLuma(picture).toFixed(1)} instead of ${lumaOf(expected[at]!)}`]
        : [],
    );
    expect(wrong).toEqual([]);
    const blurred = shown.flatMap((picture, at) => {
      const db = psnrDb(picture, whole[at]!);
      return db < 30 ? [`${at}: ${db.toFixed(1)} dB`] : [];
    });
    expect(blurred).toEqual([]);
  });

  it('looks as good behind the seams as elsewhere', async () => {
    const shown = await decodeLuma(inParts.files['64p']!, sizes['64p']!);
    const expected = await expectedPictures(path, source, plan);
    const qualities = shown.map((picture, at) => psnrDb(picture, idealLuma(expected[at]!)));
    const median = qualities.toSorted((a, b) => a - b)[Math.floor(qualities.length / 2)]!;
    for (const { startFrame } of chunks) {
      // these pictures have hardly anything in common with their neighbours: one alone says little
      const behind = qualities.slice(startFrame, startFrame + 10);
      expect(behind.reduce((sum, db) => sum + db, 0) / behind.length).toBeGreaterThan(median - 3);
    }
  });
});
