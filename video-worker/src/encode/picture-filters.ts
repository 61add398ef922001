import type { SourceVideo } from '@sluice/vod';

/**
 * HDR to SDR: scaled to linear light, tone-mapped (hable keeps detail in the highlights), back to BT.709. 203 nits is
 * what ITU-R BT.2408 calls reference white.
 */
const toneMap = [
  // many files name a part of this only, and zscale knows no way from nowhere
  'setparams=color_primaries=bt2020:colorspace=bt2020nc',
  'zscale=t=linear:npl=203',
  'format=gbrpf32le',
  'zscale=p=bt709',
  'tonemap=tonemap=hable:desat=0',
  'zscale=t=bt709:m=bt709:r=tv',
];

/** From the source's picture to square pixels of the given size in 8-bit BT.709. ffmpeg has applied rotation before. */
export function pictureFilters(source: SourceVideo, width: number, height: number): string[] {
  const resized = source.hdr
    ? [`scale=${width}:${height}`, ...toneMap]
    : [`scale=${width}:${height}:in_color_matrix=${source.colorMatrix}:out_color_matrix=bt709:out_range=tv`];
  return [...resized, 'setsar=1', 'format=yuv420p'];
}

/**
 * Only frames that are marked as interlaced; one picture for each frame, at the source's own rate. The filter ends the
 * run when the size of the picture changes, so the size is held before it.
 */
export function deinterlacing({ codedWidth, codedHeight, rotation }: SourceVideo): string[] {
  const upright = rotation === 0 || rotation === 180;
  const [width, height] = upright ? [codedWidth, codedHeight] : [codedHeight, codedWidth];
  return [`scale=${width}:${height}:interl=-1`, 'bwdif=mode=send_frame:deint=interlaced'];
}
