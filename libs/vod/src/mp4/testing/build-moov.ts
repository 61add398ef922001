/** The parts of a moov box with one picture track, each a whole box; null leaves it out. */
export interface MoovParts {
  mvhd: Buffer | null;
  tkhd: Buffer | null;
  edts: Buffer | null;
  mdhd: Buffer | null;
  hdlr: Buffer | null;
  stsd: Buffer | null;
  stts: Buffer | null;
  ctts: Buffer | null;
  stss: Buffer | null;
  stsz: Buffer | null;
  stsc: Buffer | null;
  /** stco or co64. */
  chunks: Buffer | null;
  /** Whatever else stands among the tables. */
  more: Buffer | null;
}

export function box(type: string, ...content: Buffer[]): Buffer {
  const header = words(8 + content.reduce((sum, part) => sum + part.length, 0));
  return Buffer.concat([header, Buffer.from(type, 'latin1'), ...content]);
}

/** 32-bit numbers; what is negative is its two's complement. */
export function words(...values: number[]): Buffer {
  const data = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) data.writeUInt32BE(value >>> 0, 4 * at);
  return data;
}

export const longs = (...values: number[]): Buffer =>
  words(...values.flatMap((value) => [Math.floor(value / 2 ** 32), value]));

/** A table with its count in front. */
export const table = (type: string, rows: readonly (readonly number[])[], version = 0): Buffer =>
  box(type, words(version << 24, rows.length), Buffer.concat(rows.map((row) => words(...row))));

export const upright = words(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** 100 High 4.1, with four bytes before each NAL unit. */
export const avc1 = (avcC = box('avcC', Buffer.from([1, 100, 0, 41, 0xff]))): Buffer =>
  box('avc1', Buffer.alloc(78), avcC);

/** Four pictures at 30 a second, two in each of two chunks: I P B B, of which the I alone is a key frame. */
const film: MoovParts = {
  mvhd: box('mvhd', words(0, 0, 0, 1000, 133), Buffer.alloc(16), upright, Buffer.alloc(28)),
  tkhd: box('tkhd', words(7, 0, 0, 1, 0, 133), Buffer.alloc(16), upright, words(1920 << 16, 1080 << 16)),
  edts: box('edts', table('elst', [[133, 1024, 0x10000]])),
  mdhd: box('mdhd', words(0, 0, 0, 15_360, 2048, 0)),
  hdlr: box('hdlr', words(0, 0), Buffer.from('vide'), Buffer.alloc(13)),
  stsd: box('stsd', words(0, 1), avc1()),
  stts: table('stts', [[4, 512]]),
  ctts: table('ctts', [
    [1, 1024],
    [1, 2048],
    [2, 512],
  ]),
  stss: table('stss', [[1]]),
  stsz: box('stsz', words(0, 0, 4, 9000, 4000, 1500, 1400)),
  stsc: table('stsc', [[1, 2, 1]]),
  chunks: table('stco', [[48], [20_000]]),
  more: null,
};

/** The moov box of a small film, with some of its parts changed, as its only track or behind others. */
export function buildMoov(changes: Partial<MoovParts> = {}, before: readonly Buffer[] = []): Buffer {
  const parts = { ...film, ...changes };
  const [mvhd, tkhd, edts, mdhd, hdlr, ...tables] = [
    parts.mvhd,
    parts.tkhd,
    parts.edts,
    parts.mdhd,
    parts.hdlr,
    parts.stsd,
    parts.stts,
    parts.ctts,
    parts.stss,
    parts.stsz,
    parts.stsc,
    parts.chunks,
    parts.more,
  ].map((part) => part ?? Buffer.alloc(0));
  const media = box('mdia', mdhd!, hdlr!, box('minf', box('stbl', ...tables)));
  return box('moov', mvhd!, ...before, box('trak', tkhd!, edts!, media));
}
