import type { Request } from 'express';

const stallMs = 60_000;
const checkMs = 2_000;

/**
 * Ends an upload from which no byte comes for a minute. Node's own requestTimeout is off: it would cut every upload
 * that takes longer than five minutes, however well it goes.
 */
export function watchForStall(request: Request): { happened: () => boolean; stop: () => void } {
  const { socket } = request;
  let stalled = false;
  let seenBytes = socket.bytesRead;
  let seenAt = Date.now();
  // asking now and then: a listener on the socket would take the bytes away from the parser
  const timer = setInterval(() => {
    // all has arrived: what takes time now is the disk
    if (request.complete) return clearInterval(timer);
    if (socket.bytesRead !== seenBytes) {
      seenBytes = socket.bytesRead;
      seenAt = Date.now();
    } else if (Date.now() - seenAt > stallMs) {
      stalled = true;
      request.destroy(new Error('the upload stalled'));
    }
  }, checkMs);
  return { happened: () => stalled, stop: () => clearInterval(timer) };
}
