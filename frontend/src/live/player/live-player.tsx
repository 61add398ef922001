import type { CameraView } from '@sluice/vod';
import { type RefObject, useRef, useState } from 'react';
import '../../player/player.css';
import { describeState, remedies } from '../cameras/camera-words';
import { PictureNotice } from '../cameras/picture-notice';
import { RecordingMark } from '../cameras/recording-mark';
import { LiveStream } from '../stream/live-stream';
import { useStreamState } from '../stream/use-live-stream';
import type { TimeRange } from '../stream/stream-times';
import { BufferTimeline } from './buffer-timeline';
import { GoTo } from './go-to';
import { PlayerBar } from './player-bar';
import type { TrackMarks } from './timeline-track';
import { useFullScreen } from './use-full-screen';
import type { usePastView } from './use-past-view';

interface LivePlayerProps {
  camera: CameraView;
  videoRef: RefObject<HTMLVideoElement | null>;
  stream: LiveStream | null;
  past: ReturnType<typeof usePastView>;
  serverNowMs: () => number;
  marks: Omit<TrackMarks, 'holes'>;
}

/** The large picture with its whole buffer to go back in. A dark room in both themes. */
export function LivePlayer({ camera, videoRef, stream, past, serverNowMs, marks }: LivePlayerProps) {
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
  const goLive = () => (past.view ? past.leave() : stream?.goLive());
  const goTo = (momentMs: number) => {
    const isOnLine = range !== null && momentMs >= range.fromMs && momentMs <= range.toMs;
    if (stream && isOnLine) stream.seekTo(momentMs);
    else past.goTo(momentMs, holes);
  };

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
            onGoLive={goLive}
            isMuted={isMuted}
            onMute={() => setIsMuted(!isMuted)}
            fullScreen={fullScreen}
          />
        </div>
      )}
      {past.buffer && (past.view || isLonger(past.buffer, range)) && (
        <div className="px-3 pb-3">
          <GoTo buffer={past.buffer} isInPast={past.view !== null} nowMs={nowMs} onGoTo={goTo} />
        </div>
      )}
    </section>
  );
}

const worthGoingMs = 60_000;

const isLonger = (buffer: TimeRange, line: TimeRange | null): boolean =>
  line !== null && line.fromMs - buffer.fromMs > worthGoingMs;

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
