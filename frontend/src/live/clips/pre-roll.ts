export const preRolls: readonly { sec: number; name: string }[] = [
  { sec: 0, name: 'None' },
  { sec: 5, name: '5 seconds' },
  { sec: 10, name: '10 seconds' },
  { sec: 30, name: '30 seconds' },
  { sec: 60, name: '1 minute' },
];

/** As much of the wish as the buffer holds before the moment that is shown. */
export const preRollWithin = (wantedSec: number, heldSec: number): number =>
  Math.max(0, Math.min(wantedSec, Math.floor(heldSec)));
