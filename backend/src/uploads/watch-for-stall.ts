import type { Writable } from 'node:stream';
import type { Request } from 'express';

const stallMs = 60_000;
const checkMs = 2_000;

/**
 * Calls `onStall` when no byte of an upload has come for a minute, though `destination` would take it. Node's own requestTimeout is off: it would cut every upload
 * that takes longer than five minutes, however well it goes.
 */
export function watchForStall(
  request: Request,
  destination: Writable,
  onStall: () => void,
): { stop: () => void } {
  const { socket } = request;
  let seenBytes = socket.bytesRead;
  let seenAtMs = performance.now();
  // asking now and then: a listener on the socket would take the bytes away from the parser
  const timer = setInterval(() => {
    // all has arrived: what takes time now is the disk
    if (request.complete) return clearInterval(timer);
    if (socket.bytesRead !== seenBytes || destination.writableNeedDrain) {
      seenBytes = socket.bytesRead;
      seenAtMs = performance.now();
    } else if (performance.now() - seenAtMs > stallMs) {
      clearInterval(timer);
      onStall();
    }
  }, checkMs);
  return { stop: () => clearInterval(timer) };
}
