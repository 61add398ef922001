/**
 * What stands before inputs that the recorder has written itself. The pictures in them are a camera's: whatever that puts
 * in, nothing else is opened, and no header makes ffmpeg take more memory than a large picture needs.
 */
const bounds = ['-max_alloc', '536870912', '-max_pixels', '40000000', '-max_streams', '16'];

/** A film in the work folder. */
export const filmArgs: readonly string[] = [
  ...bounds,
  '-protocol_whitelist',
  'file',
  '-format_whitelist',
  'mov',
];

/** A list of such films. */
export const listArgs: readonly string[] = [
  ...bounds,
  '-protocol_whitelist',
  'file',
  '-format_whitelist',
  'concat,mov',
  '-f',
  'concat',
];

/** Segments of the ring through a pipe. */
export const segmentArgs: readonly string[] = [...bounds, '-protocol_whitelist', 'pipe', '-f', 'mpegts'];
