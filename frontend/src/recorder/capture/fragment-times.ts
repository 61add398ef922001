import { findBoxes, type Mp4Box } from './mp4-boxes';

export interface FragmentTimes {
  startMs: number;
  endMs: number;
}
/** Ticks a second, by track id. */
export type Timescales = ReadonlyMap<number, number>;

/** What an init segment says of its tracks' clocks. */
export function readTimescales(init: Uint8Array): Timescales {
  const view = viewOf(init);
  const timescales = new Map<number, number>();
  for (const trak of findBoxes(init, ['moov', 'trak'])) {
    const [tkhd] = findBoxes(init, ['tkhd'], trak);
    const [mdhd] = findBoxes(init, ['mdia', 'mdhd'], trak);
    if (!tkhd || !mdhd) continue;
    // Version 1 has 64-bit creation and modification times in front.
    const trackId = view.getUint32(tkhd.contentStart + (isVersion1(view, tkhd) ? 20 : 12));
    timescales.set(trackId, view.getUint32(mdhd.contentStart + (isVersion1(view, mdhd) ? 20 : 12)));
  }
  return timescales;
}

/** From the earliest sample to the end of the last one, over all tracks; null when the fragment tells nothing. */
export function readFragmentTimes(fragment: Uint8Array, timescales: Timescales): FragmentTimes | null {
  const view = viewOf(fragment);
  let startMs = Infinity;
  let endMs = -Infinity;
  for (const traf of findBoxes(fragment, ['moof', 'traf'])) {
    const [tfhd] = findBoxes(fragment, ['tfhd'], traf);
    const [tfdt] = findBoxes(fragment, ['tfdt'], traf);
    const timescale = tfhd && timescales.get(view.getUint32(tfhd.contentStart + 4));
    if (!tfhd || !tfdt || !timescale) continue;
    const base = isVersion1(view, tfdt)
      ? Number(view.getBigUint64(tfdt.contentStart + 4))
      : view.getUint32(tfdt.contentStart + 4);
    const runs = findBoxes(fragment, ['trun'], traf);
    const ticks = runs.reduce((sum, run) => sum + runTicks(view, run, defaultDuration(view, tfhd)), 0);
    startMs = Math.min(startMs, (base / timescale) * 1000);
    endMs = Math.max(endMs, ((base + ticks) / timescale) * 1000);
  }
  if (endMs < startMs) return null;
  return { startMs: Math.max(0, Math.round(startMs)), endMs: Math.max(0, Math.round(endMs)) };
}

/** tfhd (ISO/IEC 14496-12 8.8.7): two optional fields stand before the one that matters here. */
function defaultDuration(view: DataView, tfhd: Mp4Box): number {
  const flags = view.getUint32(tfhd.contentStart) & 0xffffff;
  if (!(flags & 0x8)) return 0;
  return view.getUint32(tfhd.contentStart + 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0));
}

/** trun (ISO/IEC 14496-12 8.8.8): each sample has as many 32-bit fields as flags 0x100 to 0x800 are set. */
function runTicks(view: DataView, trun: Mp4Box, defaultTicks: number): number {
  const flags = view.getUint32(trun.contentStart) & 0xffffff;
  const count = view.getUint32(trun.contentStart + 4);
  if (!(flags & 0x100)) return count * defaultTicks;
  const sampleBytes = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length * 4;
  const first = trun.contentStart + 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0);
  let ticks = 0;
  for (let at = first; at < trun.end && at < first + count * sampleBytes; at += sampleBytes)
    ticks += view.getUint32(at);
  return ticks;
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const isVersion1 = (view: DataView, box: Mp4Box) => view.getUint8(box.contentStart) === 1;
