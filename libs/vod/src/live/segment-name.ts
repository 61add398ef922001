/** One file of a camera's ring, as its name tells it: the names are the index, there is no other. */
export interface RingSegment {
  /** UTC of its first picture. */
  startMs: number;
  durationMs: number;
  /** Pictures in it. */
  frames: number;
  /** Which owner wrote it: the fencing number of the camera's lock. */
  epoch: number;
  /** Counts the unbroken runs of one ffmpeg, without holes: EXT-X-DISCONTINUITY-SEQUENCE. */
  run: number;
  /** Counts the camera's segments, without holes and never used again: EXT-X-MEDIA-SEQUENCE. */
  seq: number;
  /** Found in the folder of an ended run: its end may be torn. */
  isRecovered: boolean;
  sizeBytes: number;
}

export type NamedSegment = Omit<RingSegment, 'sizeBytes'>;

const pathPattern =
  /^(\d{8})\/(\d{2})\/(\d{13})_(\d{1,7})_(\d{1,6})_(\d{1,10})-(\d{1,10})_(\d{1,10})(r?)\.ts$/;

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

export const segmentEndMs = ({ startMs, durationMs }: Pick<RingSegment, 'startMs' | 'durationMs'>): number =>
  startMs + durationMs;

/** The folder of the hour (UTC) that a moment lies in: "20261120/14". */
export function hourFolder(atMs: number): string {
  const at = new Date(atMs);
  const day = `${at.getUTCFullYear()}${pad(at.getUTCMonth() + 1, 2)}${pad(at.getUTCDate(), 2)}`;
  return `${day}/${pad(at.getUTCHours(), 2)}`;
}

/** When an hour's folder begins; null for the name of another folder. */
export function parseHourFolder(path: string): number | null {
  const match = /^(\d{4})(\d{2})(\d{2})\/(\d{2})$/.exec(path);
  if (!match) return null;
  const [year, month, day, hour] = match.slice(1).map(Number) as [number, number, number, number];
  const atMs = Date.UTC(year, month - 1, day, hour);
  return hourFolder(atMs) === path ? atMs : null;
}

/** Below the camera's folder: `<yyyymmdd>/<HH>/<utcStartMs>_<durationMs>_<frames>_<epoch>-<run>_<seq>[r].ts`. */
export function segmentPath(segment: NamedSegment): string {
  const { startMs, durationMs, frames, seq, isRecovered } = segment;
  const name = [startMs, durationMs, frames, runId(segment), seq].join('_');
  return `${hourFolder(startMs)}/${name}${isRecovered ? 'r' : ''}.ts`;
}

/** Reads a path back; null for anything that segmentPath would not have made. */
export function parseSegmentPath(path: string): NamedSegment | null {
  const match = pathPattern.exec(path);
  if (!match) return null;
  const [startMs, durationMs, frames, epoch, run, seq] = match.slice(3, 9).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const segment = { startMs, durationMs, frames, epoch, run, seq, isRecovered: match[9] === 'r' };
  return segmentPath(segment) === path ? segment : null;
}

/** "<epoch>-<run>": the name of a run, also of its folder below open/. */
export const runId = ({ epoch, run }: { epoch: number; run: number }): string => `${epoch}-${run}`;

export function parseRunId(text: string): { epoch: number; run: number } | null {
  const match = /^(\d{1,10})-(\d{1,10})$/.exec(text);
  return match ? { epoch: Number(match[1]), run: Number(match[2]) } : null;
}

/** Where ffmpeg writes what is not yet in the ring, below the camera's folder. */
export const openFolder = 'open';
export const openRunFolder = (run: { epoch: number; run: number }): string => `${openFolder}/${runId(run)}`;
/** ffmpeg numbers the files of a run itself, from 0. */
export const openFilePattern = '%06d.ts';
export const isOpenFile = (name: string): boolean => /^\d{6,}\.ts$/.test(name);

/** Below UPLOADS_DIR: the rings, each in a folder named by its camera's id. */
export const ringsFolder = 'live';
export const cameraFolder = (cameraId: string): string => `${ringsFolder}/${cameraId}`;

/** Below UPLOADS_DIR: what clips hold of rings, each in a folder named by its id. */
export const clipsFolder = 'clips';
export const clipFolder = (clipId: string): string => `${clipsFolder}/${clipId}`;

/** In the order in which they were taken: a clock may be set back, seq only grows. */
export const bySeq = (one: Pick<RingSegment, 'seq'>, other: Pick<RingSegment, 'seq'>): number =>
  one.seq - other.seq;
