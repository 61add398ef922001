import { BitReader } from './bit-reader.js';

/** What an H.264 sequence parameter set says about the pictures (ITU-T H.264 7.3.2.1.1). */
export interface SequenceParameterSet {
  profileIdc: number;
  /** Ten times the level: 31 is 3.1. */
  levelIdc: number;
  /** 1 is 4:2:0. */
  chromaFormatIdc: number;
  bitDepth: number;
  progressive: boolean;
  /** After cropping. */
  width: number;
  height: number;
  /** Width of a pixel divided by its height; 1 also when nothing is said. */
  pixelAspect: number;
  /** transfer_characteristics; null when nothing is said. 16 is PQ, 18 is HLG. */
  transfer: number | null;
}

/** Profiles whose parameter sets say chroma format and bit depth; all others are 8-bit 4:2:0. */
const profilesWithFormat = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** aspect_ratio_idc 1 to 16 (ITU-T H.264 table E-1). */
const pixelAspects: readonly (readonly [number, number])[] = [
  [1, 1],
  [12, 11],
  [10, 11],
  [16, 11],
  [40, 33],
  [24, 11],
  [20, 11],
  [32, 11],
  [80, 33],
  [18, 11],
  [15, 11],
  [64, 33],
  [160, 99],
  [4, 3],
  [3, 2],
  [2, 1],
];
const extendedAspect = 255;

/** Reads a NAL unit that holds a sequence parameter set. Throws Mp4Error when it is cut off. */
export function readSequenceParameterSet(nal: Buffer): SequenceParameterSet {
  const reader = new BitReader(withoutEmulationPrevention(nal.subarray(1)));
  const profileIdc = reader.bits(8);
  reader.bits(8);
  const levelIdc = reader.bits(8);
  reader.unsigned();
  const format = profilesWithFormat.has(profileIdc)
    ? readFormat(reader)
    : { chromaFormatIdc: 1, bitDepth: 8 };
  skipOrderCount(reader);
  reader.unsigned(); // max_num_ref_frames
  reader.flag(); // gaps_in_frame_num_value_allowed_flag
  const size = readSize(reader, format.chromaFormatIdc);
  return { profileIdc, levelIdc, ...format, ...size, ...readUsability(reader) };
}

/** Three bytes 00 00 03 stand for 00 00 (ITU-T H.264 7.4.1.1). */
function withoutEmulationPrevention(data: Buffer): Buffer {
  return Buffer.from(
    data.filter((byte, at) => !(byte === 3 && at >= 2 && data[at - 1] === 0 && data[at - 2] === 0)),
  );
}

function readFormat(reader: BitReader): { chromaFormatIdc: number; bitDepth: number } {
  const chromaFormatIdc = reader.unsigned();
  if (chromaFormatIdc === 3) reader.flag();
  const bitDepth = 8 + Math.max(reader.unsigned(), reader.unsigned());
  reader.flag();
  if (reader.flag()) skipScalingMatrices(reader, chromaFormatIdc === 3 ? 12 : 8);
  return { chromaFormatIdc, bitDepth };
}

function skipScalingMatrices(reader: BitReader, count: number): void {
  for (let list = 0; list < count; list++) {
    if (!reader.flag()) continue;
    let next = 8;
    for (let i = 0; i < (list < 6 ? 16 : 64) && next !== 0; i++) next = (next + reader.signed() + 256) % 256;
  }
}

function skipOrderCount(reader: BitReader): void {
  reader.unsigned(); // log2_max_frame_num_minus4
  const type = reader.unsigned();
  if (type === 0) reader.unsigned();
  if (type !== 1) return;
  reader.flag();
  reader.signed();
  reader.signed();
  const cycle = reader.unsigned();
  for (let i = 0; i < cycle; i++) reader.signed();
}

function readSize(
  reader: BitReader,
  chromaFormatIdc: number,
): Pick<SequenceParameterSet, 'width' | 'height' | 'progressive'> {
  const width = (reader.unsigned() + 1) * 16;
  const mapUnits = reader.unsigned() + 1;
  const progressive = reader.flag();
  const height = mapUnits * 16 * (progressive ? 1 : 2);
  if (!progressive) reader.flag();
  reader.flag(); // direct_8x8_inference_flag
  if (!reader.flag()) return { width, height, progressive };
  const unitX = chromaFormatIdc === 1 || chromaFormatIdc === 2 ? 2 : 1;
  const unitY = (chromaFormatIdc === 1 ? 2 : 1) * (progressive ? 1 : 2);
  const across = reader.unsigned() + reader.unsigned();
  const down = reader.unsigned() + reader.unsigned();
  return { width: width - across * unitX, height: height - down * unitY, progressive };
}

/** The first fields of the VUI (ITU-T H.264 E.1.1). */
function readUsability(reader: BitReader): Pick<SequenceParameterSet, 'pixelAspect' | 'transfer'> {
  if (!reader.flag()) return { pixelAspect: 1, transfer: null };
  const pixelAspect = reader.flag() ? readPixelAspect(reader) : 1;
  if (reader.flag()) reader.flag(); // overscan
  if (!reader.flag()) return { pixelAspect, transfer: null };
  reader.bits(4); // video_format, video_full_range_flag
  if (!reader.flag()) return { pixelAspect, transfer: null };
  reader.bits(8); // colour_primaries
  return { pixelAspect, transfer: reader.bits(8) };
}

function readPixelAspect(reader: BitReader): number {
  const idc = reader.bits(8);
  const [width, height] =
    idc === extendedAspect ? [reader.bits(16), reader.bits(16)] : (pixelAspects[idc - 1] ?? [1, 1]);
  return width > 0 && height > 0 ? width / height : 1;
}
