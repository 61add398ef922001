import { type RefObject, useEffect, useState, useSyncExternalStore } from 'react';

/** A tile that is about to scroll into view connects before it is there. */
const lookAhead = '200px';

function subscribeToVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

const useIsPageVisible = () => useSyncExternalStore(subscribeToVisibility, () => !document.hidden);

/** Whether somebody can see the element: its page is to be seen, and it is near the part that is. */
export function useIsInView(place: RefObject<Element | null>): boolean {
  const isPageVisible = useIsPageVisible();
  const [isNear, setIsNear] = useState(false);

  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver(([entry]) => setIsNear(entry?.isIntersecting ?? false), {
      rootMargin: lookAhead,
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [place]);

  return isPageVisible && isNear;
}
