import { openFilePattern, type CameraSource } from '@sluice/vod';
import type { CapturePlan } from './capture-plan.js';
import { sourceArgs } from './source-args.js';
import { testPictureFilter } from './test-picture.js';

/** ffmpeg's whole command line. It runs in the run's folder and tells of each segment on stdout, of its progress on fd 3. */
// prettier-ignore
export const captureArgs = (source: CameraSource, plan: CapturePlan, gopSec: number): string[] => [
  '-hide_banner', '-nostdin', '-loglevel', 'level+warning',
  '-progress', 'pipe:3', '-stats_period', '0.2',
  ...decoderArgs(source, plan),
  ...sourceArgs(source, gopSec),
  '-map', '0:V:0', ...(plan.sound === 'none' ? ['-an'] : ['-map', '0:a:0']),
  // the camera's timestamps as they are, so that a jump in them is seen; but from 0, or every key frame would cut
  '-copyts', '-start_at_zero',
  ...videoArgs(source, plan),
  ...soundArgs(plan),
  '-map_metadata', '-1',
  ...segmentArgs,
];

/** A decoder that works at several pictures at once holds back as many, and the UTC would be late by them. */
const decoderArgs = ({ kind }: CameraSource, { video }: CapturePlan): string[] =>
  video === 'encode' && kind !== 'test' ? ['-thread_type', 'slice'] : [];

/** A row of JPEGs has no times, and ffmpeg would give each picture a 25th of a second, however long it took to come. */
const arrivalTimesFilter = 'settb=1/90000,setpts=(RTCTIME-RTCSTART)*90/1000';

function videoArgs(source: CameraSource, { video, times }: CapturePlan): string[] {
  if (video === 'copy') return ['-c:v', 'copy'];
  // prettier-ignore
  return [
    ...(source.kind === 'test' ? ['-vf', testPictureFilter] : []),
    ...(times === 'arrival' ? ['-vf', arrivalTimesFilter] : []),
    '-c:v', 'libx264', '-preset', 'superfast', '-tune', 'zerolatency', '-profile:v', 'main',
    '-pix_fmt', 'yuv420p', '-bf', '0', '-b:v', bitrate(source), '-maxrate', bitrate(source),
    '-bufsize', bitrate(source),
    // a key frame each second, whatever rate the camera really has
    '-force_key_frames', 'expr:gte(t,n_forced*1)', '-sc_threshold', '0', '-g', '600',
    // as they come: a constant rate would be made of a rate that cameras only claim
    '-fps_mode', 'passthrough', '-enc_time_base', '1:90000',
  ];
}

const bitrate = ({ kind }: CameraSource): string => (kind === 'test' ? '800k' : '3M');

function soundArgs({ sound }: CapturePlan): string[] {
  if (sound === 'none') return [];
  return sound === 'copy' ? ['-c:a', 'copy'] : ['-c:a', 'aac', '-ar', '48000', '-b:a', '96k'];
}

/** ffmpeg numbers files and cuts; names, times and playlists are the recorder's. */
// prettier-ignore
const segmentArgs = [
  '-muxdelay', '0', '-muxpreload', '0', '-max_muxing_queue_size', '1024',
  '-f', 'segment', '-segment_format', 'mpegts', '-segment_time', '1',
  // each packet into the file at once: whoever is killed loses two frames instead of a second
  '-segment_format_options', 'flush_packets=1',
  '-segment_list', 'pipe:1', '-segment_list_type', 'csv', '-segment_list_flags', 'live',
  openFilePattern,
];
