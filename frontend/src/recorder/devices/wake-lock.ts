/** Keeps the screen awake while something is recorded. The browser takes the lock away from a hidden page. */
export class ScreenWakeLock {
  private lock: WakeLockSentinel | null = null;
  private isWanted = false;

  constructor() {
    document.addEventListener('visibilitychange', this.follow);
  }

  want(isWanted: boolean): void {
    if (this.isWanted === isWanted) return;
    this.isWanted = isWanted;
    this.follow();
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.follow);
    this.want(false);
  }

  private readonly follow = (): void => void this.apply();

  private async apply(): Promise<void> {
    if (!this.isWanted) {
      const lock = this.lock;
      this.lock = null;
      await lock?.release();
      return;
    }
    if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return;
    if (this.lock && !this.lock.released) return;
    try {
      this.lock = await navigator.wakeLock.request('screen');
      if (!this.isWanted) await this.apply();
    } catch {
      // A battery that runs low has the last word.
    }
  }
}
