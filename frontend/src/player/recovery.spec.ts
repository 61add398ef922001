import { describe, expect, it } from 'vitest';
import { nextRecoveryStep } from './recovery';

describe('nextRecoveryStep', () => {
  it('waits longer each time the network fails, then gives up', () => {
    const steps = [0, 1, 2, 3, 4].map((tries) => nextRecoveryStep('network', tries));
    expect(steps).toEqual([
      { do: 'resume_loading', afterMs: 1000 },
      { do: 'resume_loading', afterMs: 2000 },
      { do: 'resume_loading', afterMs: 4000 },
      { do: 'resume_loading', afterMs: 8000 },
      { do: 'give_up' },
    ]);
  });

  it('asks for the playlist again when that is what failed', () => {
    expect(nextRecoveryStep('playlist', 0)).toEqual({ do: 'reload_playlist', afterMs: 1000 });
  });

  it('rebuilds the decoder twice', () => {
    expect(nextRecoveryStep('media', 1)).toEqual({ do: 'rebuild_decoder' });
    expect(nextRecoveryStep('media', 2)).toEqual({ do: 'give_up' });
  });

  it('does not try what cannot help', () => expect(nextRecoveryStep('other', 0)).toEqual({ do: 'give_up' }));
});
