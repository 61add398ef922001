import type { ClockView } from '@sluice/vod';
import { request } from '../../http/request';
import { keepRoundTrips, quickestRoundTrip, roundTrip, type RoundTrip } from './round-trip';

const firstRoundTrips = 8;
const measureEveryMs = 30_000;

/** Answers the server's time in the form that both the socket's sync_clock and GET /api/clock have. */
export type AskServerTime = () => Promise<ClockView>;
const askOverHttp: AskServerTime = () => request<ClockView>('/api/clock');

/** What the server's clock shows. The page's wall clock has no part in it: people and NTP move that one. */
export class ServerClock {
  private trips: readonly RoundTrip[] = [];
  private timer: number | undefined;

  constructor(private readonly ask: AskServerTime = askOverHttp) {}

  /** Measures several times at once and then every half minute. Resolves after the first bout. */
  async start(): Promise<void> {
    window.clearInterval(this.timer);
    this.timer = window.setInterval(() => void this.measure(), measureEveryMs);
    for (let count = 0; count < firstRoundTrips; count++) await this.measure();
  }

  stop(): void {
    window.clearInterval(this.timer);
  }

  serverNowMs(): number {
    return this.toServerMs(performance.now());
  }

  toServerMs(pageMs: number): number {
    return pageMs + this.offsetMs();
  }

  toPageMs(serverMs: number): number {
    return serverMs - this.offsetMs();
  }

  /** Until the server has answered, this machine's own clock has to do. */
  private offsetMs(): number {
    return quickestRoundTrip(this.trips)?.offsetMs ?? performance.timeOrigin;
  }

  private async measure(): Promise<void> {
    const sentAtMs = performance.now();
    try {
      const { serverTime } = await this.ask();
      this.trips = keepRoundTrips(this.trips, roundTrip(sentAtMs, Date.parse(serverTime), performance.now()));
    } catch {
      // The network is gone: the offset that is known stays good.
    }
  }
}
