import { readAvcConfiguration } from './avc-configuration.js';
import { Mp4Error, readBoxes, requireBox, type Box } from './boxes.js';
import { presentationStart, readEdits } from './edit-list.js';
import { readTimescale } from './header-boxes.js';

/** What an init segment says about its one track. */
export interface InitSegment {
  kind: 'video' | 'audio';
  timescale: number;
  /** RFC 6381, as EXT-X-STREAM-INF's CODECS takes it. */
  codecs: string;
  width: number | null;
  height: number | null;
  /** Where presentation begins on the media's own time line (elst media_time): the delay that B-frames cause; 0 without an edit. */
  presentationStart: number;
  /** Used where a fragment doesn't name its own (trex, ISO/IEC 14496-12 8.8.3). */
  defaultSampleDuration: number;
  defaultSampleSize: number;
  defaultSampleFlags: number;
}

/** Reads an init segment with one track. Throws Mp4Error. */
export function readInitSegment(data: Buffer): InitSegment {
  const moov = requireBox(data, ['moov']);
  const tracks = readBoxes(data, moov.contentStart, moov.end).filter((box) => box.type === 'trak');
  const [track] = tracks;
  if (tracks.length !== 1 || !track) throw new Mp4Error(`expected one track, found ${tracks.length}`);
  const trex = requireBox(data, ['mvex', 'trex'], moov);
  const stsd = requireBox(data, ['mdia', 'minf', 'stbl', 'stsd'], track);
  const [entry] = readBoxes(data, stsd.contentStart + 8, stsd.end);
  if (!entry) throw new Mp4Error('the sample description is empty');
  return {
    ...readSampleEntry(data, entry),
    timescale: readTimescale(data, requireBox(data, ['mdia', 'mdhd'], track)),
    presentationStart: presentationStart(readEdits(data, track)),
    defaultSampleDuration: data.readUInt32BE(trex.contentStart + 12),
    defaultSampleSize: data.readUInt32BE(trex.contentStart + 16),
    defaultSampleFlags: data.readUInt32BE(trex.contentStart + 20),
  };
}

function readSampleEntry(
  data: Buffer,
  entry: Box,
): Pick<InitSegment, 'kind' | 'codecs' | 'width' | 'height'> {
  if (entry.type === 'avc1' || entry.type === 'avc3')
    return {
      kind: 'video',
      codecs: readAvcConfiguration(data, entry).codecs,
      width: data.readUInt16BE(entry.contentStart + 24),
      height: data.readUInt16BE(entry.contentStart + 26),
    };
  if (entry.type === 'mp4a') return { kind: 'audio', codecs: 'mp4a.40.2', width: null, height: null };
  throw new Mp4Error(`sample entry "${entry.type}" is not one that the platform writes`);
}
