/** Without the socket, polling is all there is; with it, a slow look catches what a lost event would hide. */
const alonePollMs = 4000;
const besideSocketPollMs = 30_000;

/** How often to ask again, in ms; false when nothing on the screen is on the move. */
export function pollInterval(onTheMove: boolean, isConnected: boolean): number | false {
  if (!onTheMove) return false;
  return isConnected ? besideSocketPollMs : alonePollMs;
}
