import { probe } from './media-tools.js';

export interface PacketTimes {
  ticksPerSec: number;
  /** In ticks, in the order in which they are shown. */
  values: number[];
}

/** When every picture is shown, or every packet of sound heard. */
export async function ptsOf(location: string, stream: string): Promise<PacketTimes> {
  const [timeBase] = await probe(location, stream, 'stream=time_base');
  const lines = await probe(location, stream, 'packet=pts');
  return {
    ticksPerSec: Number(timeBase?.split('/')[1]),
    values: lines.map(Number).toSorted((a, b) => a - b),
  };
}

/** How many don't follow the one before by exactly this. */
export function countOffGrid({ values, ticksPerSec }: PacketTimes, stepSec: number): number {
  const ticks = Math.round(stepSec * ticksPerSec);
  return values.filter((value, at) => at > 0 && value - values[at - 1]! !== ticks).length;
}
