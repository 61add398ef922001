/** Containers that people really upload; a playlist or a concat file, whatever its name, is none of them. */
const containers = 'mov,matroska,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,gif,mxf,dv,mp3,aac,wav,flac';

/** More than an 8K picture; ffmpeg refuses anything above it before it takes the memory. */
export const pixelsMax = 40_000_000;
export const streamsMax = 64;

/**
 * The flags before every `-i` of a file that somebody uploaded:
 * one protocol, known containers, and bounds on what its header may make us allocate.
 */
// prettier-ignore
export const untrustedInputArgs: readonly string[] = [
  '-max_alloc', '536870912', // bytes; no single allocation above 512 MB
  '-protocol_whitelist', 'file',
  '-format_whitelist', containers,
  '-max_pixels', String(pixelsMax),
  '-max_streams', String(streamsMax),
  '-probesize', '20M', // transport streams name their tracks late
  '-analyzeduration', '20M',
];

/** A path as ffmpeg takes it: with the protocol, so that no name can be read as an option or another protocol. */
export const fileUrl = (path: string): string => `file:${path}`;

/** The files among paths that ffmpeg is given: what isn't named in full lies in the folder that it works in. */
export const filesOf = (paths: readonly string[]): string[] =>
  paths.map((path) => path.replace(/^file:/, '')).filter((path) => path.startsWith('/'));
