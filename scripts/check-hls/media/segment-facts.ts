import { Mp4Error, readBoxes, readMediaSegment, type MediaSegment } from '@sluice/vod';
import type { InitFacts } from './init-facts.js';
import { readPictures, type Pictures } from './pictures.js';

/** A segment as measured; times in units of the init segment's timescale. */
export interface SegmentMeasure extends MediaSegment {
  /** null for audio. */
  pictures: Pictures | null;
}

/** Measures a whole segment. Throws Mp4Error when it is empty, cut off, or its tables and its data disagree. */
export function measureSegment(data: Buffer, init: InitFacts): SegmentMeasure {
  const media = readMediaSegment(data, init);
  if (!init.picture) return { ...media, pictures: null };
  const pictures = picturesIn(data, init.picture.nalLengthBytes);
  if (pictures.count !== media.sampleCount)
    throw new Mp4Error(`${media.sampleCount} samples in the table, ${pictures.count} pictures in the data`);
  return { ...media, pictures };
}

function picturesIn(data: Buffer, nalLengthBytes: number): Pictures {
  const all: Pictures = { count: 0, idr: [] };
  for (const box of readBoxes(data).filter(({ type }) => type === 'mdat')) {
    const { count, idr } = readPictures(data, box.contentStart, box.end, nalLengthBytes);
    all.idr.push(...idr.map((index) => all.count + index));
    all.count += count;
  }
  return all;
}

/**
 * Checks the byte range of an I-frame: a whole moof, the head of its mdat, and in it exactly one picture, an IDR, that
 * ends where the range ends ("I-frame segments MUST include the 'moof' header associated with the I-frame"). Throws Mp4Error.
 */
export function checkIFrame(data: Buffer, init: InitFacts): void {
  if (!init.picture) throw new Mp4Error('the init segment is not one of video');
  let fragmentSeen = false;
  let at = 0;
  while (at + 8 <= data.length) {
    const size = data.readUInt32BE(at);
    const type = data.toString('latin1', at + 4, at + 8);
    if (type === 'mdat') return checkPicture(data, at + 8, init.picture.nalLengthBytes, fragmentSeen);
    if (size < 8 || at + size > data.length) break;
    fragmentSeen ||= type === 'moof';
    at += size;
  }
  throw new Mp4Error(
    `the range does not hold whole boxes up to the media data (byte ${at} of ${data.length})`,
  );
}

function checkPicture(data: Buffer, start: number, nalLengthBytes: number, fragmentSeen: boolean): void {
  if (!fragmentSeen) throw new Mp4Error('there is no moof box in the range');
  const { count, idr } = readPictures(data, start, data.length, nalLengthBytes);
  if (count !== 1 || idr.length !== 1)
    throw new Mp4Error(`the range holds ${count} pictures, ${idr.length} of them IDR, instead of one IDR`);
}
