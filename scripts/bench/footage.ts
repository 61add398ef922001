import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../start/platform.js';
import { ffmpeg } from './media-tools.js';

/** What sources look like: the first is as a camera or a phone writes it, the others must be encoded. */
// prettier-ignore
const kinds = {
  h264: { label: 'H.264', ending: 'mp4', encoder: null, mux: ['-movflags', '+faststart'] },
  mpeg2: {
    label: 'MPEG-2', ending: 'ts', encoder: 'mpeg2video', mux: [],
    encode: ['-b:v', '15M', '-maxrate', '20M', '-bufsize', '10M', '-g', '15', '-bf', '2', '-c:a', 'mp2', '-b:a', '192k'],
  },
  vp8: {
    label: 'VP8', ending: 'webm', encoder: 'libvpx', mux: [],
    encode: ['-b:v', '8M', '-deadline', 'realtime', '-cpu-used', '8', '-g', '120', '-c:a', 'libopus'],
  },
  hevc: {
    label: 'HEVC', ending: 'mp4', encoder: 'libx265', mux: ['-movflags', '+faststart'],
    encode: ['-preset', 'ultrafast', '-b:v', '8M', '-g', '60', '-tag:v', 'hvc1', '-x265-params', 'log-level=error', '-c:a', 'aac'],
  },
} as const satisfies Record<string, SourceRecipe>;

interface SourceRecipe {
  label: string;
  ending: string;
  /** null takes the footage as it is. */
  encoder: string | null;
  encode?: readonly string[];
  mux: readonly string[];
}

export type SourceKind = keyof typeof kinds;
export const sourceKinds = Object.keys(kinds) as readonly SourceKind[];
export const labelOf = (kind: SourceKind): string => kinds[kind].label;

/** Encoded once, then repeated by copying: minutes instead of hours for an hour of film. */
const unitSec = 30;

interface FootageOptions {
  source: string | null;
  shrink: number;
  /** Sources lie here. */
  folder: string;
  say: (line: string) => void;
}

/** Sources of every kind and length from one piece of film. */
export class Footage {
  private readonly cacheDir = join(projectRoot, 'node_modules/.cache/sluice/bench');
  private encoders: Promise<string> | undefined;
  private readonly made = new Set<string>();

  constructor(private readonly options: FootageOptions) {}

  /** Seconds as they are made: shortened when the bench itself is tried. */
  length(seconds: number): number {
    return Math.max(1, Math.round(seconds / this.options.shrink));
  }

  /** A file of this length; an earlier one is used again. */
  async make(kind: SourceKind, seconds: number): Promise<string> {
    const recipe: SourceRecipe = kinds[kind];
    const path = join(this.options.folder, `${kind}-${seconds}.${recipe.ending}`);
    if (this.made.has(path)) return path;
    const repeated = ['-stream_loop', '-1', '-i', await this.unitOf(kind), '-t', String(seconds)];
    const copied = ['-map', '0:v:0', '-map', '0:a:0', '-c', 'copy', ...recipe.mux];
    await ffmpeg(['-v', 'error', ...repeated, ...copied, path]);
    this.made.add(path);
    return path;
  }

  /** Whether this ffmpeg can make sources of the kind. */
  async has(kind: SourceKind): Promise<boolean> {
    const { encoder } = kinds[kind];
    this.encoders ??= ffmpeg(['-v', 'error', '-encoders']).then(({ stdout }) => stdout);
    return encoder === null || (await this.encoders).includes(` ${encoder} `);
  }

  /** Frees the disk; an hour of film is some gigabytes. */
  clear(): void {
    for (const path of this.made) rmSync(path, { force: true });
    this.made.clear();
  }

  private async unitOf(kind: SourceKind): Promise<string> {
    const original = this.options.source ?? (await this.synthetic());
    const { encoder, encode, ending }: SourceRecipe = kinds[kind];
    if (encoder === null) return original;
    const { size, mtimeMs } = statSync(original);
    const origin = createHash('sha256').update(`${original} ${size} ${mtimeMs} ${encode?.join(' ')}`);
    const name = `${kind}-${origin.digest('hex').slice(0, 12)}.${ending}`;
    const input = ['-t', String(unitSec), '-i', original, '-map', '0:v:0', '-map', '0:a:0'];
    return this.cached(name, [...input, '-c:v', encoder, ...(encode ?? [])]);
  }

  /** A test picture with noise, as hard to encode as a camera's, and a tone. */
  private synthetic(): Promise<string> {
    // prettier-ignore
    return this.cached('synthetic.mp4', [
      '-f', 'lavfi', '-i', `testsrc2=size=1920x1080:rate=30:duration=${unitSec},noise=alls=6:allf=t,format=yuv420p`,
      '-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${unitSec}`,
      '-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '12M', '-maxrate', '18M', '-bufsize', '24M', '-g', '60',
      '-c:a', 'aac', '-b:a', '160k',
    ]);
  }

  private async cached(name: string, args: readonly string[]): Promise<string> {
    const path = join(this.cacheDir, name);
    if (existsSync(path)) return path;
    this.options.say(`making ${name}`);
    mkdirSync(this.cacheDir, { recursive: true });
    const part = join(this.cacheDir, `part-${name}`);
    await ffmpeg(['-v', 'error', ...args, part]);
    renameSync(part, path);
    return path;
  }
}
