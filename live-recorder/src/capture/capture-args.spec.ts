import { parseCameraSource } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { captureArgs } from './capture-args.js';
import type { CapturePlan } from './capture-plan.js';
import { testPictureFilter } from './test-picture.js';

const plan = (video: CapturePlan['video'], sound: CapturePlan['sound']): CapturePlan => ({
  video,
  sound,
  times: 'camera',
  reason: '',
});
const line = (source: string, how: CapturePlan): string =>
  captureArgs(parseCameraSource(source), how, 2).join(' ');

const always = '-hide_banner -nostdin -loglevel level+warning -progress pipe:3 -stats_period 0.2';
const bounds = '-max_alloc 536870912 -max_pixels 40000000 -max_streams 16';
const network = `-fflags +discardcorrupt+nobuffer -analyzeduration 2000000 -probesize 5000000 ${bounds}`;
const formats =
  '-format_whitelist rtsp,rtp,sdp,mpegts,mov,matroska,flv,live_flv,mpjpeg,mjpeg,h264,hevc,aac,mp3';
const times = '-copyts -start_at_zero';
const segments =
  '-map_metadata -1 -muxdelay 0 -muxpreload 0 -max_muxing_queue_size 1024 -f segment -segment_format mpegts -segment_time 1 ' +
  '-segment_format_options flush_packets=1 -segment_list pipe:1 -segment_list_type csv -segment_list_flags live %06d.ts';
const encoded = (rate: string): string =>
  `-c:v libx264 -preset superfast -tune zerolatency -profile:v main -pix_fmt yuv420p -bf 0 -b:v ${rate} -maxrate ${rate} ` +
  `-bufsize ${rate} -force_key_frames expr:gte(t,n_forced*1) -sc_threshold 0 -g 600 -fps_mode passthrough -enc_time_base 1:90000`;

describe('captureArgs', () => {
  it('copies a camera of the network', () => {
    expect(line('rtsp://u:p@cam/1', plan('copy', 'copy'))).toBe(
      `${always} ${network} -protocol_whitelist rtsp,rtp,rtcp,udp,tcp ${formats} -rtsp_transport tcp -timeout 8000000 ` +
        `-i rtsp://u:p@cam/1 -map 0:V:0 -map 0:a:0 ${times} -c:v copy -c:a copy ${segments}`,
    );
  });

  it('encodes what does not fit, sound too', () => {
    expect(line('http://cam/hevc.ts', plan('encode', 'encode'))).toBe(
      `${always} -thread_type slice ${network} -protocol_whitelist http,tcp ${formats} -rw_timeout 8000000 -i http://cam/hevc.ts ` +
        `-map 0:V:0 -map 0:a:0 ${times} ${encoded('3M')} -c:a aac -ar 48000 -b:a 96k ${segments}`,
    );
  });

  it('dates pictures that come without times by their arrival', () => {
    expect(line('http://cam/mjpeg', { ...plan('encode', 'none'), times: 'arrival' })).toContain(
      ` ${times} -vf settb=1/90000,setpts=(RTCTIME-RTCSTART)*90/1000 ${encoded('3M')} `,
    );
  });

  it('encodes a camera of this machine', () => {
    expect(line('0', plan('encode', 'none'))).toBe(
      `${always} -thread_type slice -thread_queue_size 512 -f v4l2 -input_format mjpeg -framerate 30 -video_size 1280x720 -i /dev/video0 ` +
        `-map 0:V:0 -an ${times} ${encoded('3M')} ${segments}`,
    );
  });

  it('plays a film over and over', () => {
    expect(line('/srv/a film.mp4', plan('copy', 'none'))).toBe(
      `${always} -re -stream_loop -1 ${bounds} -protocol_whitelist file -format_whitelist mov,matroska,avi,mpegts,mpeg,flv ` +
        `-i file:/srv/a film.mp4 -map 0:V:0 -an ${times} -c:v copy ${segments}`,
    );
  });

  it('makes the test picture', () => {
    expect(line('test:', plan('encode', 'none'))).toBe(
      `${always} -re -f lavfi -i testsrc2=size=640x360:rate=30 -map 0:V:0 -an ${times} -vf ${testPictureFilter} ` +
        `${encoded('800k')} ${segments}`,
    );
  });

  it.each(['rtsps://c/', 'https://c/', 'rtmp://c/', 'rtmps://c/', 'srt://c:1'])(
    'opens nothing of this machine for %s',
    (source) => {
      const args = captureArgs(parseCameraSource(source), plan('copy', 'none'), 1);
      expect(args[args.indexOf('-protocol_whitelist') + 1]).not.toMatch(/file|pipe|concat|data|subfile/);
    },
  );
});

it('writes the time of day into the test picture', () => {
  expect(testPictureFilter).toMatch(
    /^settb=1\/1000,setpts=RTCTIME\/1000,drawbox=x=0:y=0:w=560:h=24:color=black:t=fill,drawbox=x=540:/,
  );
  expect(testPictureFilter).toMatch(
    /drawbox=x=0:y=0:w=20:h=24:color=white:t=fill:enable='mod\(floor\(mod\(t\*1000,268435456\)\/134217728\),2\)',settb=1\/90000,setpts=N\*3000$/,
  );
});
