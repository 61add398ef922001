import { useEffect, useState } from 'react';

/** The time, anew every `everyMs`; standing still while nothing on the screen counts. */
export function useNow(everyMs: number, isCounting = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isCounting) return;
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs, isCounting]);
  return now;
}
