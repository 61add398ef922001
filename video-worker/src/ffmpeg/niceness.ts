/** The API on the same machine stays quick: every ffmpeg and ffprobe of the worker stands back so much. */
export const basicNiceness = 5;
