import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { usePageTitle } from '../app-shell/use-page-title';
import { checkBrowserSupport } from '../recorder/check-browser-support';
import { OldBrowser, OpenElsewhere, Shut } from './entry-notices';
import { LiveRoom } from './live-room';
import { Lobby } from './lobby';
import { RoomVisit } from './room-visit';

const route = getRouteApi('/rooms/$room');

export function RoomPage() {
  const { room } = route.useParams();
  const [visit, setVisit] = useState<RoomVisit | null>(null);
  const [support] = useState(checkBrowserSupport);

  useEffect(() => {
    const opened = new RoomVisit(room);
    setVisit(opened);
    void opened.begin();
    return () => opened.close();
  }, [room]);

  if (!support.ok) return <OldBrowser missing={support.missing} />;
  if (!visit) return <Looking />;
  return <Visit visit={visit} />;
}

function Visit({ visit }: { visit: RoomVisit }) {
  const state = useSyncExternalStore(visit.subscribe, visit.getState);
  usePageTitle('title' in state && state.title ? state.title : 'Room');

  switch (state.step) {
    case 'looking':
      return <Looking />;
    case 'shut':
      return <Shut problem={state.problem} onRetry={() => void visit.begin()} />;
    case 'lobby':
    case 'joining':
      return <Lobby visit={visit} state={state} />;
    case 'open-elsewhere':
      return (
        <OpenElsewhere
          name={state.identity.name}
          onRetry={() => void visit.begin()}
          onAnother={visit.becomeAnother}
        />
      );
    case 'inside':
      return <LiveRoom session={state.session} onLeave={visit.leave} onJoinAgain={visit.joinAgain} />;
  }
}

function Looking() {
  return (
    <div role="status" className="mx-auto max-w-5xl animate-pulse space-y-6">
      <span className="sr-only">Opening the room</span>
      <div className="h-9 w-1/2 rounded bg-line/70" />
      <div className="aspect-video max-w-2xl rounded-xl bg-line/70" />
    </div>
  );
}
