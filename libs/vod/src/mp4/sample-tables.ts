import { readAvcConfiguration, type AvcConfiguration } from './avc-configuration.js';
import { findBox, Mp4Error, readBoxes, requireBox, requireContent, type Box } from './boxes.js';
import { presentationStart, readEdits, type Edit } from './edit-list.js';
import { keepsUpright, readHandler, readTimescale } from './header-boxes.js';

/** Every picture of a track as the index of an MP4 or MOV file tells it, in the order in which they are decoded. */
export interface VideoSamples {
  /** Ticks a second of all times here. */
  timescale: number;
  /** Ticks a second of an edit's duration. */
  movieTimescale: number;
  edits: Edit[];
  /** The type of each sample description: more than one where the format changes on the way. */
  sampleEntries: string[];
  /** null for another codec than H.264. */
  avc: AvcConfiguration | null;
  /** Neither the movie nor the track turns or mirrors the picture. */
  upright: boolean;
  count: number;
  /** When decoding of each begins, the first at 0; one more at the end: where the last one ends. */
  decodeTimes: Float64Array;
  /** When each is shown, the edit applied: the film begins at 0. */
  presentationTimes: Float64Array;
  /** Places of the pictures at which decoding can begin, ascending. */
  keyFrames: Uint32Array;
  /** There are places to begin at, named elsewhere, where pictures from before are missed: groups are open. */
  namesOpenGroups: boolean;
  sizes: Uint32Array;
  /** Of each picture's first byte in the file. */
  offsets: Float64Array;
}

/** A day at 57 pictures a second. */
export const samplesMax = 5_000_000;

/**
 * Reads the index of one track. `moov` holds that whole box, its header included; ffmpeg's number of a stream is the
 * place of its trak among all. Throws Mp4Error when the tables are cut off, contradict each other or hold too much.
 */
export function readVideoSamples(moov: Buffer, streamIndex: number): VideoSamples {
  const movie = requireBox(moov, ['moov']);
  const tracks = readBoxes(moov, movie.contentStart, movie.end).filter(({ type }) => type === 'trak');
  const track = tracks[streamIndex];
  if (!track) throw new Mp4Error(`there is no track ${streamIndex}`);
  if (readHandler(moov, requireBox(moov, ['mdia', 'hdlr'], track)) !== 'vide')
    throw new Mp4Error(`track ${streamIndex} is no picture`);
  const tables = requireBox(moov, ['mdia', 'minf', 'stbl'], track);
  const mvhd = requireBox(moov, ['mvhd'], movie);
  const edits = readEdits(moov, track);
  const sizes = readSizes(moov, requireBox(moov, ['stsz'], tables));
  const decodeTimes = readDecodeTimes(moov, requireBox(moov, ['stts'], tables), sizes.length);
  return {
    timescale: readTimescale(moov, requireBox(moov, ['mdia', 'mdhd'], track)),
    movieTimescale: readTimescale(moov, mvhd),
    edits,
    ...readSampleEntries(moov, requireBox(moov, ['stsd'], tables)),
    upright: [mvhd, requireBox(moov, ['tkhd'], track)].every((box) => keepsUpright(moov, box)),
    count: sizes.length,
    decodeTimes,
    presentationTimes: readPresentationTimes(
      moov,
      findBox(moov, ['ctts'], tables),
      decodeTimes,
      presentationStart(edits),
    ),
    keyFrames: readKeyFrames(moov, findBox(moov, ['stss'], tables), sizes.length),
    namesOpenGroups: namesOpenGroups(moov, tables),
    sizes,
    offsets: readOffsets(moov, tables, sizes),
  };
}

/** Where a table begins, after checking that the entries it claims are there: nobody makes room for a mere claim. */
function openTable(
  data: Buffer,
  box: Box,
  entryBytes: number,
  headerBytes = 8,
): { entries: number; at: number } {
  requireContent(box, headerBytes);
  const at = box.contentStart + headerBytes;
  const entries = data.readUInt32BE(at - 4);
  requireContent(box, headerBytes + entries * entryBytes);
  return { entries, at };
}

function readSampleEntries(data: Buffer, stsd: Box): Pick<VideoSamples, 'sampleEntries' | 'avc'> {
  requireContent(stsd, 8);
  const entries = readBoxes(data, stsd.contentStart + 8, stsd.end);
  const avc = entries.find(({ type }) => type === 'avc1' || type === 'avc3');
  return {
    sampleEntries: entries.map(({ type }) => type),
    avc: avc ? readAvcConfiguration(data, avc) : null,
  };
}

/** stsz (8.7.3.2): one size for all, which takes no table, or one for each. */
function readSizes(data: Buffer, stsz: Box): Uint32Array {
  requireContent(stsz, 12);
  const sizeOfAll = data.readUInt32BE(stsz.contentStart + 4);
  const count = data.readUInt32BE(stsz.contentStart + 8);
  if (count > samplesMax) throw new Mp4Error(`${count} samples are more than ${samplesMax}`);
  if (sizeOfAll > 0) return new Uint32Array(count).fill(sizeOfAll);
  const { at } = openTable(data, stsz, 4, 12);
  return readNumbers(data, at, count);
}

function readNumbers(data: Buffer, at: number, count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  for (let number = 0; number < count; number++) numbers[number] = data.readUInt32BE(at + 4 * number);
  return numbers;
}

/** stts (8.6.1.2): runs of samples that last equally long. */
function readDecodeTimes(data: Buffer, stts: Box, count: number): Float64Array {
  const times = new Float64Array(count + 1);
  const filled = eachOfRuns(data, stts, count, (sample, at) => {
    times[sample + 1] = times[sample]! + data.readUInt32BE(at);
  });
  if (filled < count) throw new Mp4Error(`the stts box names ${filled} of ${count} samples`);
  return times;
}

/** ctts (8.6.1.3): runs of samples that are shown equally long after they were decoded; before it, in version 1. */
function readPresentationTimes(
  data: Buffer,
  ctts: Box | null,
  decodeTimes: Float64Array,
  start: number,
): Float64Array {
  const times = decodeTimes.slice(0, -1);
  for (let sample = 0; sample < times.length; sample++) times[sample]! -= start;
  if (!ctts) return times;
  const filled = eachOfRuns(data, ctts, times.length, (sample, at) => {
    // many writers put negative offsets into version 0 too, and every reader takes them so
    times[sample]! += data.readInt32BE(at);
  });
  if (filled < times.length) throw new Mp4Error(`the ctts box names ${filled} of ${times.length} samples`);
  return times;
}

/** Walks a table of { how many samples, value } and answers how many samples it named, of those that there are. */
function eachOfRuns(
  data: Buffer,
  box: Box,
  count: number,
  take: (sample: number, valueAt: number) => void,
): number {
  const { entries, at } = openTable(data, box, 8);
  let sample = 0;
  for (let entry = 0; entry < entries && sample < count; entry++) {
    const end = Math.min(count, sample + data.readUInt32BE(at + 8 * entry));
    for (; sample < end; sample++) take(sample, at + 8 * entry + 4);
  }
  return sample;
}

/** stss (8.6.2): "If the sync sample box is not present, every sample is a sync sample." */
function readKeyFrames(data: Buffer, stss: Box | null, count: number): Uint32Array {
  if (!stss) return new Uint32Array(count).map((_, sample) => sample);
  const { entries, at } = openTable(data, stss, 4);
  if (entries > count) throw new Mp4Error(`${entries} of ${count} samples are key frames`);
  const numbers = readNumbers(data, at, entries);
  // counted from 1
  if (numbers.some((number, entry) => number > count || number <= (entry === 0 ? 0 : numbers[entry - 1]!)))
    throw new Mp4Error('the key frames are not in order');
  return numbers.map((number) => number - 1);
}

/** QuickTime's partial sync samples, and MP4's random access points ("rap "); ffmpeg takes both for key frames. */
const namesOpenGroups = (data: Buffer, tables: Box): boolean =>
  readBoxes(data, tables.contentStart, tables.end).some(
    ({ type, contentStart }) =>
      type === 'stps' ||
      (type === 'sbgp' && data.toString('latin1', contentStart + 4, contentStart + 8) === 'rap '),
  );

/** stsc and stco or co64 (8.7.4, 8.7.5): samples lie in chunks, one behind the other. */
function readOffsets(data: Buffer, tables: Box, sizes: Uint32Array): Float64Array {
  const co64 = findBox(data, ['co64'], tables);
  const chunks = openTable(data, co64 ?? requireBox(data, ['stco'], tables), co64 ? 8 : 4);
  const runs = openTable(data, requireBox(data, ['stsc'], tables), 12);
  const offsets = new Float64Array(sizes.length);
  let sample = 0;
  let run = 0;
  for (let chunk = 0; chunk < chunks.entries && sample < sizes.length; chunk++) {
    // each entry counts from its first chunk, numbered from 1, to that of the next
    while (run + 1 < runs.entries && data.readUInt32BE(runs.at + 12 * (run + 1)) <= chunk + 1) run++;
    const inChunk = runs.entries > 0 ? data.readUInt32BE(runs.at + 12 * run + 4) : 0;
    let offset = co64
      ? Number(data.readBigUInt64BE(chunks.at + 8 * chunk))
      : data.readUInt32BE(chunks.at + 4 * chunk);
    for (const end = Math.min(sizes.length, sample + inChunk); sample < end; sample++) {
      offsets[sample] = offset;
      offset += sizes[sample]!;
    }
  }
  if (sample < sizes.length) throw new Mp4Error(`the chunks hold ${sample} of ${sizes.length} samples`);
  return offsets;
}
