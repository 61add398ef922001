import { audioRenditionName, iFramePlaylistName, mediaPlaylistName } from '../storage-layout/keys.js';
import { averageBandwidth, peakBandwidth, type RenditionMedia } from './rendition-media.js';

/**
 * The multivariant playlist (RFC 8216 4.3.4), with bit rates measured from the segments: ffmpeg's own declares false
 * ones under CRF. A variant's BANDWIDTH is the sum of the peaks of its picture and its sound.
 */
export function buildMultivariantPlaylist(
  renditions: readonly RenditionMedia[],
  targetDurationSec: number,
): string {
  const pictures = renditions
    .filter((rendition) => rendition.kind === 'video')
    .toSorted((a, b) => b.bandwidthBps - a.bandwidthBps);
  const sound = renditions.find((rendition) => rendition.kind === 'audio') ?? null;
  return `${[
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(sound && pictures.length > 0 ? [audioMedia(sound)] : []),
    ...pictures.flatMap((picture) => [variant(picture, sound), `${picture.name}/${mediaPlaylistName}`]),
    ...pictures.map((picture) => iFrameVariant(picture, targetDurationSec)),
    ...(sound && pictures.length === 0
      ? [variant(sound, null), `${audioRenditionName}/${mediaPlaylistName}`]
      : []),
  ].join('\n')}\n`;
}

function audioMedia(sound: RenditionMedia): string {
  return `#EXT-X-MEDIA:${attributes({
    TYPE: 'AUDIO',
    'GROUP-ID': quoted('audio'),
    NAME: quoted('Audio'),
    LANGUAGE: quoted(sound.language ?? 'und'),
    DEFAULT: 'YES',
    AUTOSELECT: 'YES',
    CHANNELS: quoted('2'),
    URI: quoted(`${audioRenditionName}/${mediaPlaylistName}`),
  })}`;
}

type VariantNumbers = Pick<RenditionMedia, 'bandwidthBps' | 'averageBandwidthBps' | 'codecs'>;

/** What a player needs of one variant: its own numbers and those of the sound beside it. */
export function variantBandwidth(
  rendition: VariantNumbers,
  sound: VariantNumbers | null,
): { bandwidthBps: number; averageBandwidthBps: number; codecs: string } {
  return {
    bandwidthBps: rendition.bandwidthBps + (sound?.bandwidthBps ?? 0),
    averageBandwidthBps: rendition.averageBandwidthBps + (sound?.averageBandwidthBps ?? 0),
    codecs: sound ? `${rendition.codecs},${sound.codecs}` : rendition.codecs,
  };
}

function variant(rendition: RenditionMedia, sound: RenditionMedia | null): string {
  const { bandwidthBps, averageBandwidthBps, codecs } = variantBandwidth(rendition, sound);
  return `#EXT-X-STREAM-INF:${attributes({
    BANDWIDTH: bandwidthBps,
    'AVERAGE-BANDWIDTH': averageBandwidthBps,
    CODECS: quoted(codecs),
    RESOLUTION: rendition.width && rendition.height ? `${rendition.width}x${rendition.height}` : null,
    'FRAME-RATE': rendition.fps?.toFixed(3) ?? null,
    'VIDEO-RANGE': rendition.kind === 'video' ? 'SDR' : null,
    AUDIO: sound ? quoted('audio') : null,
    'CLOSED-CAPTIONS': rendition.kind === 'video' ? 'NONE' : null,
  })}`;
}

function iFrameVariant(rendition: RenditionMedia, targetDurationSec: number): string {
  const pictures = rendition.segments.map((segment) => ({ ...segment, sizeBytes: segment.iFrameBytes }));
  return `#EXT-X-I-FRAME-STREAM-INF:${attributes({
    BANDWIDTH: peakBandwidth(pictures, targetDurationSec),
    'AVERAGE-BANDWIDTH': averageBandwidth(pictures),
    CODECS: quoted(rendition.codecs),
    RESOLUTION: `${rendition.width}x${rendition.height}`,
    'VIDEO-RANGE': 'SDR',
    URI: quoted(`${rendition.name}/${iFramePlaylistName}`),
  })}`;
}

/** RFC 8216 4.2: a quoted string holds neither quotation marks nor line breaks. */
function quoted(text: string): string {
  if (/["\r\n]/.test(text))
    throw new TypeError('an attribute value must not hold quotation marks or line breaks');
  return `"${text}"`;
}

/** An attribute list (RFC 8216 4.2); null leaves one out. */
function attributes(list: Record<string, string | number | null>): string {
  return Object.entries(list)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}
