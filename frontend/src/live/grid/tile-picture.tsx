import type { CameraView } from '@sluice/vod';
import { useRef } from 'react';
import { describeState, hasFootage } from '../cameras/camera-words';
import { PictureClock } from '../cameras/picture-clock';
import { PictureNotice } from '../cameras/picture-notice';
import { RecordingMark } from '../cameras/recording-mark';
import { LiveStream } from '../stream/live-stream';
import { useLiveStream, useStreamState } from '../stream/use-live-stream';
import { useIsInView } from './use-is-in-view';

/** A camera's live picture, silent; where there is none any more, its last one, greyed. */
export function TilePicture({ camera, nowMs }: { camera: CameraView; nowMs: number }) {
  const place = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const isLive = camera.state === 'live';
  const isInView = useIsInView(place);
  const source = isInView && hasFootage(camera) ? { url: camera.liveUrl, startMs: null } : null;
  const stream = useLiveStream(video, source, isLive);
  const { shownMs } = useStreamState(stream);
  const sentence = describeState(camera, nowMs).sentence ?? waitingFor(shownMs);

  return (
    <div ref={place} className="relative aspect-video overflow-hidden bg-[#0b1012]">
      <video
        ref={video}
        aria-label={`Live picture of ${camera.name}`}
        muted
        playsInline
        className={`size-full object-contain ${isLive ? '' : 'grayscale'}`}
      />
      {sentence && <PictureNotice sentence={sentence} remedy={null} hasPicture={shownMs !== null} />}
      <div className="absolute inset-x-2 top-2 flex justify-end">
        <RecordingMark recordingClips={camera.recordingClips} />
      </div>
      <div className="absolute bottom-2 left-2">
        <PictureClock shownMs={shownMs} nowMs={nowMs} />
      </div>
    </div>
  );
}

function waitingFor(shownMs: number | null): string | null {
  if (!LiveStream.isSupported()) return 'This browser cannot play live pictures';
  return shownMs === null ? 'Loading the picture…' : null;
}
