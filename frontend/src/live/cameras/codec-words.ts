const names: Record<string, string> = {
  h264: 'H.264',
  hevc: 'H.265 (HEVC)',
  av1: 'AV1',
  vp9: 'VP9',
  mjpeg: 'Motion JPEG',
  mpeg4: 'MPEG-4',
};

/** ffmpeg's name of a codec as people know it. */
export const nameOfCodec = (codec: string): string => names[codec] ?? codec;

export const formatFps = (fps: number): string => `${Number(fps.toFixed(2))} fps`;
