import { useSyncExternalStore } from 'react';

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

/** Whether the machine itself knows that it has no network. */
export const useIsOffline = () => useSyncExternalStore(subscribe, () => !navigator.onLine);
