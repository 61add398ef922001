import { Mp4Error, readBoxes, requireBox, requireContent } from './boxes.js';
import { readHandler, readTimescale } from './header-boxes.js';

/** A track as the init segment of a recorded take tells of it. */
export interface TakeTrack {
  trackId: number;
  timescale: number;
  isPicture: boolean;
  /** Used where a fragment doesn't name its own (trex, ISO/IEC 14496-12 8.8.3). */
  defaultSampleDuration: number;
}

export interface TakeInit {
  tracks: TakeTrack[];
  /** The same for takes whose fragments may stand behind one init segment: tracks, ticks and sample descriptions agree. */
  configuration: string;
}

/** Reads the init segment of a take, of any codec. Throws Mp4Error. */
export function readTakeInit(data: Buffer): TakeInit {
  const moov = requireBox(data, ['moov']);
  const mvex = requireBox(data, ['mvex'], moov);
  const defaults = new Map(
    readBoxes(data, mvex.contentStart, mvex.end)
      .filter(({ type }) => type === 'trex')
      .map((trex) => {
        requireContent(trex, 24);
        const at = trex.contentStart;
        return [data.readUInt32BE(at + 4), data.readUInt32BE(at + 12)];
      }),
  );
  const descriptions: string[] = [];
  const traks = readBoxes(data, moov.contentStart, moov.end).filter(({ type }) => type === 'trak');
  if (traks.length === 0) throw new Mp4Error('there is no track');
  const tracks = traks.map((trak): TakeTrack => {
    const tkhd = requireBox(data, ['tkhd'], trak);
    const idAt = tkhd.contentStart + (data[tkhd.contentStart] === 1 ? 20 : 12);
    requireContent(tkhd, idAt - tkhd.contentStart + 4);
    const trackId = data.readUInt32BE(idAt);
    const timescale = readTimescale(data, requireBox(data, ['mdia', 'mdhd'], trak));
    const isPicture = readHandler(data, requireBox(data, ['mdia', 'hdlr'], trak)) === 'vide';
    const { start, end } = requireBox(data, ['mdia', 'minf', 'stbl', 'stsd'], trak);
    descriptions.push(`${trackId} ${timescale} ${data.toString('base64', start, end)}`);
    return { trackId, timescale, isPicture, defaultSampleDuration: defaults.get(trackId) ?? 0 };
  });
  return { tracks, configuration: descriptions.join(', ') };
}
