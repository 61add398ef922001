import { findBox, Mp4Error, readBoxes, requireBox, type Box } from './boxes.js';
import type { InitSegment } from './init-segment.js';

/** What a media segment holds, in units of its track's timescale. */
export interface MediaSegment {
  /** Decode time of the first sample (tfdt). */
  baseDecodeTime: number;
  /** Presentation time of the sample that is shown first, the init segment's edit applied. */
  firstPresentationTime: number;
  duration: number;
  sampleCount: number;
  startsWithSyncSample: boolean;
  /** Bytes from the segment's start to the end of its first sample: what an I-frame playlist points to. */
  firstSampleEnd: number;
  sizeBytes: number;
}

interface Sample {
  duration: number;
  size: number;
  flags: number;
  compositionOffset: number;
}

const sampleIsNonSync = 0x10000;

/** Reads a segment of one track. Throws Mp4Error when it is truncated, empty, or its decode times jump inside. */
export function readMediaSegment(data: Buffer, init: InitSegment): MediaSegment {
  const boxes = readBoxes(data);
  const fragments = boxes.filter((box) => box.type === 'moof');
  if (fragments.length === 0) throw new Mp4Error('the segment holds no fragment');
  let first: { base: number; samples: Sample[]; end: number } | null = null;
  let expected: number | null = null;
  let sampleCount = 0;
  let earliest = Infinity;
  for (const moof of fragments) {
    const fragment = readFragment(data, moof, init);
    if (expected !== null && fragment.base !== expected)
      throw new Mp4Error(`decode time jumps from ${expected} to ${fragment.base} inside the segment`);
    let at = fragment.base;
    for (const sample of fragment.samples) {
      earliest = Math.min(earliest, at + sample.compositionOffset);
      at += sample.duration;
    }
    expected = at;
    sampleCount += fragment.samples.length;
    first ??= { ...fragment, end: fragment.dataStart + (fragment.samples[0]?.size ?? 0) };
    const bytes = fragment.samples.reduce((sum, sample) => sum + sample.size, 0);
    if (
      !boxes.some(
        (box) =>
          box.type === 'mdat' &&
          fragment.dataStart >= box.contentStart &&
          fragment.dataStart + bytes <= box.end,
      )
    )
      throw new Mp4Error('samples lie outside the media data');
  }
  if (!first || sampleCount === 0) throw new Mp4Error('the segment holds no samples');
  return {
    baseDecodeTime: first.base,
    firstPresentationTime: earliest - init.presentationStart,
    duration: expected! - first.base,
    sampleCount,
    startsWithSyncSample: ((first.samples[0]?.flags ?? sampleIsNonSync) & sampleIsNonSync) === 0,
    firstSampleEnd: first.end,
    sizeBytes: data.length,
  };
}

function readFragment(
  data: Buffer,
  moof: Box,
  init: InitSegment,
): { base: number; samples: Sample[]; dataStart: number } {
  const traf = requireBox(data, ['traf'], moof);
  const defaults = readTrackDefaults(data, requireBox(data, ['tfhd'], traf), init);
  const tfdt = findBox(data, ['tfdt'], traf);
  if (!tfdt) throw new Mp4Error('the fragment has no decode time');
  const base =
    data[tfdt.contentStart] === 1
      ? Number(data.readBigUInt64BE(tfdt.contentStart + 4))
      : data.readUInt32BE(tfdt.contentStart + 4);
  const runs = readBoxes(data, traf.contentStart, traf.end).filter((box) => box.type === 'trun');
  const read = runs.map((run) => readRun(data, run, defaults));
  return {
    base,
    samples: read.flatMap((run) => run.samples),
    dataStart: moof.start + (read[0]?.dataOffset ?? 0),
  };
}

/** tfhd (ISO/IEC 14496-12 8.8.7): each flag says that one optional field is there, in this order. */
function readTrackDefaults(data: Buffer, tfhd: Box, init: InitSegment): Sample {
  const flags = data.readUInt32BE(tfhd.contentStart) & 0xffffff;
  let at = tfhd.contentStart + 8;
  if (flags & 0x1) at += 8;
  if (flags & 0x2) at += 4;
  const next = (present: number, fallback: number): number => {
    if (!(flags & present)) return fallback;
    at += 4;
    return data.readUInt32BE(at - 4);
  };
  return {
    duration: next(0x8, init.defaultSampleDuration),
    size: next(0x10, init.defaultSampleSize),
    flags: next(0x20, init.defaultSampleFlags),
    compositionOffset: 0,
  };
}

/** trun (ISO/IEC 14496-12 8.8.8). */
function readRun(data: Buffer, trun: Box, defaults: Sample): { dataOffset: number; samples: Sample[] } {
  const flags = data.readUInt32BE(trun.contentStart) & 0xffffff;
  const count = data.readUInt32BE(trun.contentStart + 4);
  // A count costs no bytes when the samples take every field from the defaults: a tiny file could ask for billions.
  if (count > data.length) throw new Mp4Error(`${count} samples in a segment of ${data.length} bytes`);
  let at = trun.contentStart + 8;
  const read = (): number => {
    if (at + 4 > trun.end) throw new Mp4Error('the sample table is cut off');
    at += 4;
    return data.readUInt32BE(at - 4);
  };
  const dataOffset = flags & 0x1 ? read() | 0 : 0;
  const firstFlags = flags & 0x4 ? read() : null;
  const samples: Sample[] = [];
  for (let i = 0; i < count; i++) {
    samples.push({
      duration: flags & 0x100 ? read() : defaults.duration,
      size: flags & 0x200 ? read() : defaults.size,
      flags: flags & 0x400 ? read() : i === 0 && firstFlags !== null ? firstFlags : defaults.flags,
      compositionOffset: flags & 0x800 ? read() | 0 : 0,
    });
  }
  return { dataOffset, samples };
}
