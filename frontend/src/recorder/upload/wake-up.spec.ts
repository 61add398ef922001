import { describe, expect, it } from 'vitest';
import { WakeUp } from './wake-up';

describe('WakeUp', () => {
  it('ends a sleep that lasts', async () => {
    const wakeUp = new WakeUp();
    const asleep = wakeUp.sleep(null);
    wakeUp.call();
    await expect(asleep).resolves.toBeUndefined();
  });

  it('remembers one call that came before the sleep', async () => {
    const wakeUp = new WakeUp();
    wakeUp.call();
    wakeUp.call();
    await wakeUp.sleep(null);
    let isAwake = false;
    const asleep = wakeUp.sleep(null).then(() => (isAwake = true));
    await Promise.resolve();
    expect(isAwake).toBe(false);
    wakeUp.call();
    await asleep;
  });

  it('ends by itself', async () => {
    await expect(new WakeUp().sleep(1)).resolves.toBeUndefined();
  });
});
