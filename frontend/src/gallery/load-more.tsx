import { useEffect, useEffectEvent, useRef } from 'react';

/** The next page is asked for before its place scrolls into view, so that the end is rarely seen. */
const lookAhead = '600px';

interface LoadMoreProps {
  onLoad: () => void;
  isLoading: boolean;
  /** After a failure only the button asks again: scrolling must not hammer a backend that is down. */
  hasFailed: boolean;
}

export function LoadMore({ onLoad, isLoading, hasFailed }: LoadMoreProps) {
  const place = useRef<HTMLDivElement>(null);
  const load = useEffectEvent(onLoad);
  const isWaiting = !isLoading && !hasFailed;

  useEffect(() => {
    if (!place.current || !isWaiting) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && load(), {
      rootMargin: lookAhead,
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isWaiting]);

  return (
    <div ref={place} className="mt-10 text-center">
      <button type="button" className="button" onClick={onLoad} disabled={isLoading}>
        {isLoading ? 'Loading…' : 'Load more'}
      </button>
    </div>
  );
}
