/** A sleep that can be ended early. */
export class WakeUp {
  private wake: (() => void) | null = null;
  private isDue = false;

  /** Ends the sleep that lasts, or the next one before it begins. */
  call(): void {
    this.isDue = true;
    this.wake?.();
  }

  async sleep(forMs: number | null): Promise<void> {
    if (!this.isDue)
      await new Promise<void>((resolve) => {
        const timer = forMs === null ? undefined : setTimeout(resolve, forMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.wake = null;
    this.isDue = false;
  }
}
