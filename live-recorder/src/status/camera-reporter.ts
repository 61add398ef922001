import type { CameraBoard } from '@sluice/queue';
import type { CameraState, RingSegment } from '@sluice/vod';
import type { Logger } from 'pino';
import type { Retention } from '../ring/retention.js';
import { enterState, newVitals, type CameraVitals } from './camera-vitals.js';
import { describeCamera, type CameraFacts } from './describe-camera.js';

export interface ReporterParts {
  owner: string;
  board: CameraBoard;
  retention: Retention;
  log: Logger;
}

const beatMs = 1000;

/** Knows how a camera is and tells everybody: each second, and at once when its state changes. */
export class CameraReporter {
  vitals: CameraVitals = newVitals('connecting', Date.now());
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly look: () => Pick<CameraFacts, 'camera' | 'ring' | 'tally'>,
    private readonly parts: ReporterParts,
  ) {}

  begin(state: CameraState): void {
    this.vitals = newVitals(state, Date.now());
    this.tellState();
    this.timer = setInterval(() => void this.publish(), beatMs);
  }

  /** Its last words stay. */
  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.publish();
  }

  note(facts: Partial<CameraVitals>): void {
    this.vitals = { ...this.vitals, ...facts };
  }

  enter(state: CameraState, sinceMs: number): void {
    if (this.vitals.state === state) return;
    this.vitals = enterState(this.vitals, state, sinceMs);
    this.tellState();
    void this.publish();
  }

  /** Not waited for: Redis must not hold the recording up. */
  tellSegment(segment: RingSegment): void {
    void this.parts.board.tellSegment(this.look().camera.id, segment).catch(() => undefined);
    void this.publish();
  }

  /** Redis may be away: the next beat says the same and more. */
  async publish(): Promise<void> {
    const { retention, owner, board } = this.parts;
    const look = this.look();
    const isShortened = retention.isShortened(look.camera.id);
    const { freeBytes } = retention;
    const facts = { ...look, vitals: this.vitals, isShortened, freeBytes, owner };
    await board.publish(describeCamera(facts, Date.now())).catch(() => undefined);
  }

  private tellState(): void {
    const { state, sinceMs } = this.vitals;
    this.parts.log.info({ state }, `the camera is now: ${state}`);
    const since = new Date(sinceMs).toISOString();
    const cameraId = this.look().camera.id;
    void this.parts.board.tell({ type: 'state', cameraId, state, since }).catch(() => undefined);
  }
}
