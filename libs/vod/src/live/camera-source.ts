import { z } from 'zod';

export const networkProtocols = ['rtsp', 'rtsps', 'http', 'https', 'rtmp', 'rtmps', 'srt'] as const;
export type NetworkProtocol = (typeof networkProtocols)[number];

/** Where a camera's picture comes from. Only these fields ever become arguments of ffmpeg, each in its own place. */
export type CameraSource =
  /** A camera of this machine (V4L2). */
  | { kind: 'device'; path: string }
  | { kind: 'network'; protocol: NetworkProtocol; url: string }
  /** A film of this machine, played over and over. */
  | { kind: 'file'; path: string }
  /** A generated picture that shows the time (as bars along its top). */
  | { kind: 'test' };

/** What was written is no camera source; the message says what to write and never repeats it: it may hold a password. */
export class CameraSourceError extends Error {
  override readonly name = 'CameraSourceError';
}

const howTo =
  'write a camera index like 0, a device like /dev/video0, an address that begins with rtsp://, rtsps://, http://, ' +
  'https://, rtmp://, rtmps:// or srt://, the absolute path of a film, or test:';

const deviceIndex = /^\d{1,3}$/;
const devicePath = /^\/dev\/(video\d{1,3}|v4l\/by-(id|path)\/[\w.:+-]+)$/;
const scheme = /^([a-z][a-z0-9+.-]*):/i;
// Blanks and control characters stand in no address and no sane path; ffmpeg and logs would read them in ways of their own.
const unprintable = /[\u0000-\u001f\u007f]/;

/** Reads one source. Throws CameraSourceError. */
export function parseCameraSource(text: string): CameraSource {
  const source = text.trim();
  if (source === '') throw new CameraSourceError(`The source is empty: ${howTo}.`);
  if (unprintable.test(source) || source.length > 2000)
    throw new CameraSourceError(`The source is too long or holds a control character: ${howTo}.`);
  if (deviceIndex.test(source)) return { kind: 'device', path: `/dev/video${Number(source)}` };
  if (devicePath.test(source)) return { kind: 'device', path: source };
  if (source === 'test:') return { kind: 'test' };
  if (source.startsWith('/')) return parseFilePath(source);
  return parseAddress(source);
}

function parseFilePath(path: string): CameraSource {
  // What the system shows below these is no film, and reading some of it never ends.
  if (/^\/(dev|proc|sys)(\/|$)/.test(path))
    throw new CameraSourceError(`The path is neither a camera's device nor a film: ${howTo}.`);
  if (path.split('/').includes('..')) throw new CameraSourceError(`The path holds "..": ${howTo}.`);
  return { kind: 'file', path };
}

function parseAddress(source: string): CameraSource {
  const protocol = scheme.exec(source)?.[1]?.toLowerCase();
  const known = networkProtocols.find((name) => name === protocol);
  if (!known) throw new CameraSourceError(`This kind of source is not known: ${howTo}.`);
  if (!source.slice(known.length).startsWith('://') || /\s/.test(source) || !URL.canParse(source))
    throw new CameraSourceError(`The address cannot be read: ${howTo}. Write blanks in it as %20.`);
  const url = new URL(source);
  if (url.hostname === '') throw new CameraSourceError(`The address names no host: ${howTo}.`);
  // in a name or password it would end the address in a message that quotes it
  url.username = url.username.replaceAll("'", '%27');
  url.password = url.password.replaceAll("'", '%27');
  return { kind: 'network', protocol: known, url: url.href };
}

/** A camera as the environment names it. */
export interface NamedSource {
  name: string;
  source: string;
}

const jsonSources = z.array(
  z.union([z.string(), z.strictObject({ name: z.string().min(1), source: z.string() })]),
);

/**
 * Reads VIDEO_SOURCES: sources with commas between them, or a JSON array of sources or of { name, source }. An address
 * that holds a comma needs the JSON form. Throws CameraSourceError.
 */
export function parseVideoSources(text: string): NamedSource[] {
  const isJson = text.trim().startsWith('[');
  const entries = isJson ? readJson(text) : text.split(',').filter((entry) => entry.trim() !== '');
  const cameras = entries.map((entry, at): NamedSource => {
    const name = typeof entry === 'string' ? `Camera ${at + 1}` : entry.name.trim();
    const source = (typeof entry === 'string' ? entry : entry.source).trim();
    parseCameraSource(source);
    return { name, source };
  });
  const names = new Set(cameras.map(({ name }) => name));
  if (names.size < cameras.length)
    throw new CameraSourceError('Two cameras have the same name: give each one of its own.');
  return cameras;
}

function readJson(text: string): z.infer<typeof jsonSources> {
  try {
    return jsonSources.parse(JSON.parse(text));
  } catch {
    throw new CameraSourceError(
      'The list is no JSON array of sources: write ["rtsp://…", …] or [{"name": "Door", "source": "rtsp://…"}, …].',
    );
  }
}
