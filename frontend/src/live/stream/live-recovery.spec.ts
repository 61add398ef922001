import { describe, expect, it } from 'vitest';
import { nextLiveStep } from './live-recovery';

describe('nextLiveStep', () => {
  it('goes on trying for ever when the network fails, and keeps the picture', () => {
    expect(nextLiveStep('network', 0)).toEqual({ do: 'resume_loading', afterMs: 500 });
    expect(nextLiveStep('network', 1000)).toEqual({ do: 'resume_loading', afterMs: 4000 });
  });
  it('asks for the playlist anew when there is none', () =>
    expect(nextLiveStep('playlist', 1)).toEqual({ do: 'reload', afterMs: 1000 }));
  it('rebuilds the decoder once, then begins anew', () => {
    expect(nextLiveStep('media', 0)).toEqual({ do: 'rebuild_decoder' });
    expect(nextLiveStep('media', 1)).toEqual({ do: 'reload', afterMs: 1000 });
  });
  it('begins anew after what it does not know', () =>
    expect(nextLiveStep('other', 0)).toEqual({ do: 'reload', afterMs: 500 }));
});
