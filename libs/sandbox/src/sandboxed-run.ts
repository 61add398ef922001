/** One run of ffmpeg or ffprobe, with all that it needs of the machine: nothing else is given to it. */
export interface SandboxedRun {
  /** For error texts: "ffprobe", "encoding". */
  label: string;
  /** A program on the PATH, or where one is. */
  binary: string;
  args: readonly string[];
  /** Files that it reads, by their absolute paths. */
  reads?: readonly string[];
  /** The one folder that it writes to, absolute; it runs in it. */
  workDir?: string | undefined;
  /** Only cameras need it. */
  needsNetwork?: boolean;
  /** A camera of this machine, for example /dev/video0. */
  device?: string | undefined;
  limits: RunLimits;
  /** How far it stands back behind everything else on the machine: 0 to 19. */
  niceness?: number;
}

export interface RunLimits {
  /** Seconds of processor time, of all threads together; null for what goes on for ever. */
  cpuSec: number | null;
  /** The largest file that it may write, in bytes. */
  fileBytes?: number;
}

/** Larger than any segment; who makes whole films says how large. */
export const defaultFileBytes = 2 * 1024 ** 3;
