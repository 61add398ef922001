/** One delivered segment, as its clock is read. */
export interface ClockReading {
  /** The wall clock when ffmpeg said that the segment has ended. */
  receivedMs: number;
  /** The steady clock at the same moment: it shows when the wall clock was set. */
  monotonicMs: number;
  /** Presentation times on the run's own clock, unwrapped: of the first picture, and of the end of the last. */
  firstPtsMs: number;
  endPtsMs: number;
  /** How much later than the picture itself even the quickest delivery comes: what demuxers and parsers hold back. */
  leastDelayMs: number;
}

interface Sample {
  atPtsMs: number;
  offsetMs: number;
}

/** What is known of UTC − PTS within a run. */
export interface RunClock {
  /** In force for the latest segment. */
  offsetMs: number;
  /** By how much UTC − PTS grows: the camera's clock is slow by so much. null while too little is known. */
  driftPpm: number | null;
  readings: number;
  /** Deliveries in a row that were later than jumpMs. */
  lateInRow: number;
  window: readonly Sample[];
  latest: ClockReading;
}

/** Why a run's clock cannot go on: the run is ended and the next one has a clock of its own. */
export type ClockJump = 'pts_jumped' | 'wall_clock_set' | 'offset_jumped';

const settlingReadings = 5;
const windowMs = 60_000;
/** Over less than this, jitter looks like a slope. */
const slopeSpanMs = 20_000;
const slewPpmMax = 500;
const jumpMs = 1000;
/** Deliveries that stay late for longer than any burst of the network are on time by another clock. */
const lateInRowMax = 10;

const clamp = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value));

const offsetOf = ({ receivedMs, endPtsMs, leastDelayMs }: ClockReading): number =>
  receivedMs - endPtsMs - leastDelayMs;

/**
 * Takes in the next segment. Deliveries only ever come late, so the least delayed one is the truest: of the first five
 * the earliest counts at once, later the offset is led, by at most 500 ppm, to the earliest of a minute.
 */
export function advanceClock(clock: RunClock | null, reading: ClockReading): RunClock | ClockJump {
  const offsetMs = offsetOf(reading);
  if (!clock) return firstClock(reading, offsetMs);
  const jump = findJump(clock, reading, offsetMs);
  if (jump) return jump;
  const window = [...clock.window, { atPtsMs: reading.endPtsMs, offsetMs }].filter(
    ({ atPtsMs }) => reading.endPtsMs - atPtsMs <= windowMs,
  );
  const line = lineBelow(window);
  const readings = clock.readings + 1;
  const isLate = offsetMs - clock.offsetMs > jumpMs;
  return {
    offsetMs:
      readings <= settlingReadings ? Math.min(clock.offsetMs, offsetMs) : slew(clock, reading, line.nowMs),
    driftPpm: line.slopePpm,
    readings,
    lateInRow: isLate ? clock.lateInRow + 1 : 0,
    window,
    latest: reading,
  };
}

const firstClock = (reading: ClockReading, offsetMs: number): RunClock => ({
  offsetMs,
  driftPpm: null,
  readings: 1,
  lateInRow: 0,
  window: [{ atPtsMs: reading.endPtsMs, offsetMs }],
  latest: reading,
});

function slew(clock: RunClock, reading: ClockReading, targetMs: number): number {
  const stepMaxMs = (slewPpmMax * Math.max(0, reading.endPtsMs - clock.latest.endPtsMs)) / 1e6;
  return clock.offsetMs + clamp(targetMs - clock.offsetMs, stepMaxMs);
}

/**
 * The straight line below all deliveries of the window that lies closest to them: where it is now, and how steep it is.
 * Without its slope the earliest of a minute would be, with a camera whose clock runs wrong by 500 ppm, up to 30 ms off.
 */
function lineBelow(window: readonly Sample[]): { nowMs: number; slopePpm: number | null } {
  const nowPtsMs = window.at(-1)!.atPtsMs;
  if (nowPtsMs - window[0]!.atPtsMs < slopeSpanMs) return { ...fitLine(window, 0), slopePpm: null };
  const lines = slopesPpm.map((slopePpm) => fitLine(window, slopePpm));
  return lines.reduce((best, line) => (line.distanceMs < best.distanceMs ? line : best));
}

const slopesPpm = Array.from({ length: 61 }, (_, at) => (at - 30) * 20);

function fitLine(window: readonly Sample[], slopePpm: number) {
  const nowPtsMs = window.at(-1)!.atPtsMs;
  const carried = window.map(({ atPtsMs, offsetMs }) => offsetMs + (slopePpm * (nowPtsMs - atPtsMs)) / 1e6);
  const nowMs = Math.min(...carried);
  return { nowMs, slopePpm, distanceMs: carried.reduce((sum, offsetMs) => sum + offsetMs - nowMs, 0) };
}

/**
 * Early by a second can't be: the camera's clock was set. Late can be the network, unless it stays so. Between two
 * segments of a run nothing is missing; where it is, the camera began anew.
 */
function findJump(clock: RunClock, reading: ClockReading, offsetMs: number): ClockJump | null {
  const { latest } = clock;
  const wallClockStepMs = reading.receivedMs - latest.receivedMs - (reading.monotonicMs - latest.monotonicMs);
  if (Math.abs(wallClockStepMs) > jumpMs) return 'wall_clock_set';
  if (Math.abs(reading.firstPtsMs - latest.endPtsMs) > jumpMs) return 'pts_jumped';
  const isSettled = clock.readings >= settlingReadings;
  if (isSettled && offsetMs < clock.offsetMs - jumpMs) return 'offset_jumped';
  return isSettled && clock.lateInRow >= lateInRowMax ? 'offset_jumped' : null;
}

/** The UTC of a presentation time of the run. */
export const utcOf = ({ offsetMs }: Pick<RunClock, 'offsetMs'>, ptsMs: number): number => offsetMs + ptsMs;
