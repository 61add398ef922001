/** What the probe found in a source (libs/vod/src/media/parse-probe.ts makes it from ffprobe's JSON). */
export interface SourceMedia {
  /** ffmpeg's names for the container, for example "mov,mp4,m4a,3gp,3g2,mj2". */
  container: string;
  /** What the file's own clock says where its earliest stream starts; every other time here counts from there. */
  startSec: number;
  /** From the earliest stream's start to the latest stream's end; null when the file doesn't say. */
  durationSec: number | null;
  sizeBytes: number;
  video: SourceVideo | null;
  audio: SourceAudio[];
  /** A picture attached to an audio file. */
  hasCoverArt: boolean;
  /** The film begins at the file's own 0, whatever comes later: the first picture is held from there (encoding/own-clock.ts). */
  keepsClock?: true;
}

export interface SourceVideo {
  /** Position among all streams of the file, as ffmpeg's `0:<index>` takes it. */
  streamIndex: number;
  codec: string;
  /** The container's own name for the codec, to tell people about one that nobody knows. */
  codecTag: string;
  /** As ffprobe names it, for example "High"; null when it can't. */
  profile: string | null;
  /** As ffprobe counts it: 41 is H.264's 4.1. */
  level: number | null;
  /** ffmpeg's name, for example "yuv420p". */
  pixelFormat: string | null;
  /** Stored size, before rotation and pixel aspect. */
  codedWidth: number;
  codedHeight: number;
  /** Display size after rotation and with square pixels: what a viewer sees. */
  width: number;
  height: number;
  squarePixels: boolean;
  /** Degrees clockwise that a player turns the stored picture by: 0, 90, 180 or 270. */
  rotation: 0 | 90 | 180 | 270;
  /** Frames over duration, and what the stream claims (r_frame_rate); either may be missing or false. */
  averageFrameRate: Rational | null;
  nominalFrameRate: Rational | null;
  interlaced: boolean;
  hdr: 'pq' | 'hlg' | null;
  /** The YCbCr matrix as swscale names it; guessed from the size when the file doesn't say. */
  colorMatrix: 'bt601' | 'bt709' | 'bt2020' | 'smpte240m' | 'fcc';
  fullRange: boolean;
  /** The average that the container tells or implies; null when it does neither. */
  bitrateBps: number | null;
  startSec: number;
  durationSec: number | null;
  frameCount: number | null;
}

export interface SourceAudio {
  streamIndex: number;
  /** Position among the audio streams, counted from 1, as people count tracks. */
  track: number;
  /** null when ffprobe can't name it: such a track must never be mapped, it fails the whole run. */
  codec: string | null;
  channels: number;
  sampleRateHz: number;
  language: string | null;
  isDefault: boolean;
  startSec: number;
  durationSec: number | null;
}

export interface Rational {
  num: number;
  den: number;
}

export const toNumber = ({ num, den }: Rational): number => num / den;
