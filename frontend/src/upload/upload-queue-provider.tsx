import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from 'react';
import { isMoving, type UploadQueue } from './upload-queue';

const UploadQueueContext = createContext<UploadQueue | null>(null);

export function UploadQueueProvider({ queue, children }: { queue: UploadQueue; children: ReactNode }) {
  return (
    <UploadQueueContext value={queue}>
      <LeaveWarning />
      {children}
    </UploadQueueContext>
  );
}

export function useUploadQueue(): UploadQueue {
  const queue = useContext(UploadQueueContext);
  if (!queue) throw new Error('UploadQueueProvider is missing above this component');
  return queue;
}

export function useUploads() {
  const queue = useUploadQueue();
  return useSyncExternalStore(queue.subscribe, queue.getUploads);
}

/** Closing the tab would lose the bytes on their way: let the browser ask first. */
function LeaveWarning() {
  const isBusy = useUploads().some(isMoving);
  useEffect(() => {
    if (!isBusy) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isBusy]);
  return null;
}
