import type { CameraView } from '@sluice/vod';
import { type RefObject, useRef, useState } from 'react';
import '../../player/player.css';
import { formatClockNear } from '../../formats/clock';
import { describeState, remedies } from '../cameras/camera-words';
import { PictureNotice } from '../cameras/picture-notice';
import { RecordingMark } from '../cameras/recording-mark';
import { LiveStream } from '../stream/live-stream';
import { useStreamState } from '../stream/use-live-stream';
import { BufferTimeline } from './buffer-timeline';
import { PlayerBar } from './player-bar';
import type { TrackMarks } from './timeline-track';
import { useFullScreen } from './use-full-screen';

interface LivePlayerProps {
  camera: CameraView;
  videoRef: RefObject<HTMLVideoElement | null>;
  stream: LiveStream | null;
  serverNowMs: () => number;
  marks: Omit<TrackMarks, 'holes'>;
}

/** The large picture with its whole buffer to go back in. A dark room in both themes. */
export function LivePlayer({ camera, videoRef, stream, serverNowMs, marks }: LivePlayerProps) {
  const place = useRef<HTMLElement>(null);
  const [isMuted, setIsMuted] = useState(true);
  const fullScreen = useFullScreen(place);
  const shown = useStreamState(stream);
  const { shownMs, range, isFollowing } = shown;
  const nowMs = serverNowMs();
  const isLive = camera.state === 'live';
  const holes = (camera.status?.buffer.gaps ?? []).map(({ from, to }) => ({
    fromMs: Date.parse(from),
    toMs: Date.parse(to),
  }));

  return (
    <section
      ref={place}
      aria-label="Player"
      className="player flex flex-col overflow-hidden rounded-xl bg-[#0b1012] text-white [&:fullscreen]:rounded-none"
    >
      <div className="relative min-h-0 flex-1">
        <video
          ref={videoRef}
          aria-label={`Picture of ${camera.name}`}
          muted={isMuted}
          playsInline
          className={`aspect-video max-h-[70svh] w-full bg-black object-contain in-[:fullscreen]:aspect-auto in-[:fullscreen]:h-full in-[:fullscreen]:max-h-none ${isLive || !isFollowing ? '' : 'grayscale'}`}
        />
        <PlayerNotice camera={camera} shown={shown} nowMs={nowMs} />
        <div className="absolute top-3 right-3">
          <RecordingMark recordingClips={camera.recordingClips} />
        </div>
      </div>
      {stream && range && (
        <div className="space-y-1 px-3 pt-2 pb-2">
          <BufferTimeline
            range={range}
            shownMs={shownMs ?? range.toMs}
            nowMs={nowMs}
            marks={{ ...marks, holes }}
            onSeek={(momentMs) => stream.seekTo(momentMs)}
          />
          <PlayerBar
            stream={stream}
            shown={shown}
            nowMs={nowMs}
            isMuted={isMuted}
            onMute={() => setIsMuted(!isMuted)}
            fullScreen={fullScreen}
          />
          <FurtherBack
            oldest={camera.status?.buffer.oldestFrame ?? null}
            lineFromMs={range.fromMs}
            nowMs={nowMs}
          />
        </div>
      )}
    </section>
  );
}

const worthSayingMs = 60_000;

/** Of a very long buffer the playlist lists the latest hours only. */
function FurtherBack(props: { oldest: string | null; lineFromMs: number; nowMs: number }) {
  const oldestMs = props.oldest === null ? props.lineFromMs : Date.parse(props.oldest);
  if (props.lineFromMs - oldestMs < worthSayingMs) return null;
  return (
    <p className="text-xs text-white/75">
      The buffer reaches back to {formatClockNear(oldestMs, props.nowMs)}; the line shows its latest part.
    </p>
  );
}

interface PlayerNoticeProps {
  camera: CameraView;
  shown: { shownMs: number | null; isFollowing: boolean };
  nowMs: number;
}

/** Whoever looks at the past is not to be kept from it by what the camera does now: then a line says so. */
function PlayerNotice({ camera, shown: { shownMs, isFollowing }, nowMs }: PlayerNoticeProps) {
  const { sentence } = describeState(camera, nowMs);
  if (!LiveStream.isSupported())
    return (
      <PictureNotice
        sentence="This browser cannot play live pictures"
        remedy="Open the page in a current Firefox, Chrome, Edge or Safari."
        hasPicture={false}
      />
    );
  if (sentence === null)
    return shownMs === null ? (
      <PictureNotice sentence="Loading the picture…" remedy={null} hasPicture={false} />
    ) : null;
  if (!isFollowing)
    return (
      <p className="absolute top-3 left-3 rounded bg-black/75 px-2 py-1 text-xs font-medium">{sentence}</p>
    );
  return <PictureNotice sentence={sentence} remedy={remedies[camera.state]} hasPicture={shownMs !== null} />;
}
