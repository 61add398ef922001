import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { useMe } from '../session/use-me';
import { RealtimeConnection } from './realtime-connection';

const RealtimeContext = createContext<RealtimeConnection | null>(null);

export function RealtimeProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const [connection] = useState(() => new RealtimeConnection(queryClient));
  const me = useMe();
  const knownPerson = me.data && (me.data.user?.id ?? 'anonymous');

  useEffect(() => {
    if (knownPerson) connection.reopen();
  }, [connection, knownPerson]);

  return <RealtimeContext value={connection}>{children}</RealtimeContext>;
}

function useRealtime(): RealtimeConnection {
  const connection = useContext(RealtimeContext);
  if (!connection) throw new Error('RealtimeProvider is missing above this component');
  return connection;
}

export function useIsConnected(): boolean {
  const connection = useRealtime();
  return useSyncExternalStore(connection.onConnectionChange, connection.isConnected);
}

/** Keeps one video in the cache up to date while the component shows it. */
export function useWatchedVideo(videoId: string): void {
  const connection = useRealtime();
  useEffect(() => connection.watchVideo(videoId), [connection, videoId]);
}

/** Keeps the lists in the cache up to date while the component shows them. */
export function useWatchedGallery(): void {
  const connection = useRealtime();
  useEffect(() => connection.watchGallery(), [connection]);
}
