import { useState } from 'react';
import { usePageTitle } from '../app-shell/use-page-title';
import { isCapturing } from './capture-state';
import { DeviceBar } from './device-bar';
import { EarlierRecordings } from './earlier-recordings';
import { LeaveButton } from './leave-button';
import { OwnTile } from './own-tile';
import { OwnUpload } from './own-upload';
import { ParticipantTile } from './participant-tile';
import { RecordBar } from './record-bar';
import { RecordingPanel } from './recording-panel';
import { RefusedNotice } from './refused-notice';
import { RoomAnnouncer } from './room-announcer';
import { RoomBannerList } from './room-banner-list';
import { bannersOf } from './room-banners';
import type { RoomSession } from './room-session';
import { runningRecording } from './room-snapshot';
import { ShareLink } from './share-link';
import { useIsOffline } from './use-is-offline';
import { useLeaveWarning } from '../controls/use-leave-warning';
import { useNow } from '../controls/use-now';
import { useRoomSession } from './use-room-session';
import { worthShowing } from './worth-showing';

interface LiveRoomProps {
  session: RoomSession;
  onLeave: () => void;
  onJoinAgain: () => void;
}

export function LiveRoom({ session, onLeave, onJoinAgain }: LiveRoomProps) {
  const view = useRoomSession(session);
  const { snapshot, link, refusal } = view.room;
  const { identity } = session;
  const isOffline = useIsOffline();
  const nowMs = useNow(5000);
  usePageTitle(snapshot.room.title);
  useLeaveWarning(isCapturing(view.recorder), 'You are recording. Leave the room and stop your recording?');

  const captured = isCapturing(view.recorder) ? view.recorder.recordingId : null;
  const running = runningRecording(snapshot, captured);
  const [newest, ...earlier] = snapshot.recordings;
  const others = worthShowing(snapshot.participants, identity.participantId, nowMs);
  const banners = bannersOf({ isOffline, link, isRunning: running !== null, recorder: view.recorder });
  // What was finished before we came is looked up below; what we wait for stands where everybody sees it.
  const [foundCompleted] = useState(() => (newest?.status === 'completed' ? newest.id : null));
  const newestPanel = newest && !running && (
    <RecordingPanel key={newest.id} recording={newest} session={session} nowMs={nowMs} />
  );
  const isAwaited = newest?.id !== foundCompleted;

  return (
    <div className="space-y-6">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <h1 className="min-w-0 flex-1 basis-60 text-3xl wrap-break-word">{snapshot.room.title}</h1>
        <LeaveButton isRecording={isCapturing(view.recorder)} onLeave={onLeave} />
      </div>
      {refusal && <RefusedNotice problem={refusal} onJoinAgain={onJoinAgain} />}
      <RoomBannerList banners={banners} />
      <RoomAnnouncer phase={view.recorder.phase} running={running} participants={others} />
      {isAwaited && newestPanel}
      <div className="grid items-start gap-5 lg:grid-cols-[1fr_21rem] lg:grid-rows-[auto_1fr]">
        <OwnTile session={session} state={view.recorder} />
        <div className="space-y-5 lg:row-span-2">
          <section aria-label="Recording" className="panel space-y-5">
            <RecordBar session={session} view={view} running={running} />
            <OwnUpload state={view.recorder} />
            <DeviceBar session={session} state={view.recorder} />
          </section>
          {identity.isHost && <ShareLink room={snapshot.room} />}
        </div>
        <section aria-labelledby="others-heading" className="space-y-3">
          <h2 id="others-heading" className="text-xl">
            Others in the room
          </h2>
          {others.length === 0 && <p className="text-sm text-muted">Nobody else is here yet.</p>}
          <ul className="grid gap-4 sm:grid-cols-2">
            {others.map((participant) => (
              <li key={participant.id}>
                <ParticipantTile participant={participant} nowMs={nowMs} />
              </li>
            ))}
          </ul>
        </section>
      </div>
      {!isAwaited && newestPanel}
      <EarlierRecordings recordings={earlier} session={session} nowMs={nowMs} />
    </div>
  );
}
