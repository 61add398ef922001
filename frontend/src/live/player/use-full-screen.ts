import { type RefObject, useSyncExternalStore } from 'react';

function subscribe(listener: () => void): () => void {
  document.addEventListener('fullscreenchange', listener);
  return () => document.removeEventListener('fullscreenchange', listener);
}

/** The whole player fills the screen, its controls too. Phones that can't do that for a part of a page have no button. */
export function useFullScreen(place: RefObject<HTMLElement | null>) {
  const isFull = useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
  const toggle = () => {
    const change = isFull ? document.exitFullscreen() : place.current?.requestFullscreen();
    change?.catch(() => undefined);
  };
  return { isPossible: document.fullscreenEnabled, isFull, toggle };
}
