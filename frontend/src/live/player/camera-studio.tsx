import type { CameraView } from '@sluice/vod';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useLeaveWarning } from '../../controls/use-leave-warning';
import { useUser } from '../../session/use-me';
import { hasFootage } from '../cameras/camera-words';
import { StateBadge } from '../cameras/state-badge';
import { useServerClock } from '../cameras/use-server-clock';
import { ClipPanel } from '../clips/clip-panel';
import { beginOf, ClipRecording } from '../clips/clip-recording';
import { useRunningClip } from '../clips/use-running-clip';
import { noMarks } from '../clips/range-marks';
import { Gauges } from '../gauges/gauges';
import { ManageCamera } from '../manage/manage-camera';
import { Snapshots } from '../snapshots/snapshots';
import type { LiveStream } from '../stream/live-stream';
import { useLiveStream } from '../stream/use-live-stream';
import { LivePlayer } from './live-player';
import { usePastView } from './use-past-view';

/** One camera: its picture with its past, what can be kept of it, and how its recording goes. */
export function CameraStudio({ camera }: { camera: CameraView }) {
  const video = useRef<HTMLVideoElement>(null);
  const isAdmin = useUser()?.role === 'admin';
  const clock = useServerClock();
  const past = usePastView(camera);
  const live = hasFootage(camera) ? { url: camera.dvrUrl, startMs: null } : null;
  const source = past.view ?? live;
  const stream = useLiveStream(video, source, camera.state === 'live');
  const { recording, state } = useClipRecording(camera.id, stream);
  const [marks, setMarks] = useState(noMarks);
  const running = 'clip' in state ? state.clip : null;
  useLeaveWarning(
    running !== null,
    'You are recording a clip. If you leave, it ends at what was shown last. Leave?',
  );

  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="min-w-0 text-3xl wrap-break-word">{camera.name}</h1>
        <StateBadge camera={camera} nowMs={clock.serverNowMs()} />
        <Link to="/live" className="text-link ml-auto text-sm">
          All cameras
        </Link>
      </div>
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_21rem] lg:grid-rows-[auto_1fr]">
        <LivePlayer
          camera={camera}
          videoRef={video}
          stream={stream}
          past={past}
          serverNowMs={() => clock.serverNowMs()}
          marks={{ ...marks, recordedFromMs: running && beginOf(running) }}
        />
        <div className="space-y-6 lg:row-span-2">
          <ClipPanel
            camera={camera}
            stream={stream}
            recording={recording}
            state={state}
            marks={marks}
            onMark={setMarks}
          />
        </div>
        <div className="min-w-0 space-y-8">
          <Snapshots camera={camera} stream={stream} />
          {camera.status && <Gauges status={camera.status} nowMs={clock.serverNowMs()} />}
          {isAdmin && <ManageCamera camera={camera} />}
        </div>
      </div>
    </>
  );
}

/** The recording outlives the stream, which is opened anew when its camera was away. */
function useClipRecording(cameraId: string, stream: LiveStream | null) {
  const current = useRef(stream);
  useEffect(() => {
    current.current = stream;
  }, [stream]);
  const [recording] = useState(() => new ClipRecording(cameraId, () => current.current?.shownMs() ?? null));
  useEffect(() => () => recording.close(), [recording]);
  useRunningClip(cameraId, recording);
  return { recording, state: useSyncExternalStore(recording.subscribe, recording.getState) };
}
