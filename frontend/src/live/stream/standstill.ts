/** A live camera whose picture stands still for so long is asked for anew. */
const stuckMs = 10_000;

/** Tells when a picture that is meant to move has not for too long; then it begins to count anew. */
export class StandstillWatch {
  private positionSec = 0;
  private movedAtMs = 0;

  isStuck(positionSec: number, mayStand: boolean, nowMs: number): boolean {
    if (mayStand || positionSec !== this.positionSec) {
      this.positionSec = positionSec;
      this.movedAtMs = nowMs;
      return false;
    }
    if (nowMs - this.movedAtMs <= stuckMs) return false;
    this.movedAtMs = nowMs;
    return true;
  }
}
