/** One report of ffmpeg's `-progress`. */
export interface EncodeProgress {
  /** Pictures written to the first video output. */
  frames: number;
  /** How far the output is. */
  outTimeSec: number;
}

/** Collects ffmpeg's `key=value` lines; a `progress=` line ends each report. */
export function progressReader(onProgress?: (progress: EncodeProgress) => void): {
  read: (line: string) => void;
  last: () => EncodeProgress;
} {
  let report: EncodeProgress = { frames: 0, outTimeSec: 0 };
  const read = (line: string): void => {
    const at = line.indexOf('=');
    const [key, value] = [line.slice(0, at), line.slice(at + 1).trim()];
    const number = Number.parseFloat(value);
    if (key === 'frame' && Number.isFinite(number)) report = { ...report, frames: number };
    if (key === 'out_time_us' && Number.isFinite(number))
      report = { ...report, outTimeSec: Math.max(0, number / 1e6) };
    if (key === 'progress') onProgress?.(report);
  };
  return { read, last: () => report };
}
