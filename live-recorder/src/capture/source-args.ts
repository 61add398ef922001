import type { SandboxedRun } from '@sluice/sandbox';
import { secretsOf, type CameraSource, type NetworkProtocol } from '@sluice/vod';
import { testPictureSource } from './test-picture.js';

/** ffmpeg itself gives up on a silent network after this; the recorder's own watchdog is quicker. */
const networkTimeoutUs = '8000000';

/** What each kind of address is allowed to open: nothing that a camera answers with may reach files. */
const protocols: Record<NetworkProtocol, string> = {
  rtsp: 'rtsp,rtp,rtcp,udp,tcp',
  rtsps: 'rtsps,rtsp,rtp,rtcp,udp,tcp,tls',
  http: 'http,tcp',
  https: 'https,http,tls,tcp',
  rtmp: 'rtmp,tcp',
  rtmps: 'rtmps,rtmp,tls,tcp',
  srt: 'srt,udp',
};

/** What of the machine a source is read through. */
export function needsOf(source: CameraSource): Pick<SandboxedRun, 'reads' | 'needsNetwork' | 'device'> {
  switch (source.kind) {
    case 'network':
      return { needsNetwork: true };
    case 'device':
      return { device: source.path };
    case 'file':
      return { reads: [source.path] };
    case 'test':
      return {};
  }
}

/** What no message about a source may hold. */
export const secretsIn = (source: CameraSource): string[] =>
  source.kind === 'network' ? secretsOf(source.url) : [];

/**
 * What cameras and films really come in. No HLS: its segments come in bursts and many seconds late, and nothing in them
 * says when a picture was taken.
 */
const networkFormats = 'rtsp,rtp,sdp,mpegts,mov,matroska,flv,live_flv,mpjpeg,mjpeg,h264,hevc,aac,mp3';
const fileFormats = 'mov,matroska,avi,mpegts,mpeg,flv';

const bounds = ['-max_alloc', '536870912', '-max_pixels', '40000000', '-max_streams', '16'];

/** What ffprobe opens a camera with for a look at a few seconds of it: everything that it reads counts. */
export function lookArgs(source: CameraSource): string[] {
  return source.kind === 'network'
    ? networkArgs(source, ['-fflags', '+discardcorrupt', ...analysis(3)])
    : localArgs(source);
}

/**
 * What ffmpeg opens a camera with, up to and including -i. Nothing that a person wrote is an option of its own. Within
 * `gopSec` a key frame is met; what is read until then is dropped, as its time would be wrong by the waiting.
 */
export function sourceArgs(source: CameraSource, gopSec: number): string[] {
  if (source.kind === 'network')
    return networkArgs(source, ['-fflags', '+discardcorrupt+nobuffer', ...analysis(gopSec)]);
  // a film at the speed of a camera, for ever
  if (source.kind === 'file') return ['-re', '-stream_loop', '-1', ...localArgs(source)];
  // ffprobe doesn't know this option
  return source.kind === 'device' ? ['-thread_queue_size', '512', ...localArgs(source)] : localArgs(source);
}

const analysis = (sec: number): string[] => [
  '-analyzeduration',
  String(Math.round(Math.min(Math.max(sec, 1), 5) * 1_000_000)),
  '-probesize',
  '5000000',
];

// prettier-ignore
const networkArgs = (
  { protocol, url }: Extract<CameraSource, { kind: 'network' }>,
  reading: readonly string[],
): string[] => [
  ...reading,
  ...bounds,
  '-protocol_whitelist', protocols[protocol], '-format_whitelist', networkFormats,
  ...protocolArgs(protocol),
  '-i', url,
];

function localArgs(source: Exclude<CameraSource, { kind: 'network' }>): string[] {
  switch (source.kind) {
    case 'device':
      // prettier-ignore
      return [
        '-f', 'v4l2',
        // uncompressed pictures of this size don't fit through USB 2 at this rate
        '-input_format', 'mjpeg', '-framerate', '30', '-video_size', '1280x720',
        '-i', source.path,
      ];
    case 'file':
      // prettier-ignore
      return [
        ...bounds,
        '-protocol_whitelist', 'file', '-format_whitelist', fileFormats,
        '-i', `file:${source.path}`,
      ];
    case 'test':
      return ['-re', '-f', 'lavfi', '-i', testPictureSource];
  }
}

function protocolArgs(protocol: NetworkProtocol): string[] {
  // over UDP pictures are lost in silence
  if (protocol === 'rtsp' || protocol === 'rtsps')
    return ['-rtsp_transport', 'tcp', '-timeout', networkTimeoutUs];
  return ['-rw_timeout', networkTimeoutUs];
}
