import { useEffect, useState } from 'react';
import { ServerClock } from '../../recorder/clock/server-clock';

/** Pictures are dated by the server's side; how old they are must not depend on this machine's clock. */
export function useServerClock(): ServerClock {
  const [clock] = useState(() => new ServerClock());
  useEffect(() => {
    void clock.start();
    return () => clock.stop();
  }, [clock]);
  return clock;
}
