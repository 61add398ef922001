import type { Request, Response } from 'express';

/** Time for the client to read the answer before its unread upload is cut off. */
const lingerMs = 500;

/**
 * Stops reading an upload that was refused. The connection ends a moment after the answer: at once, which "Connection:
 * close" would mean, it would be reset while the client still writes, and many never read the answer then.
 */
export function endUnread(request: Request, response: Response): void {
  if (request.complete) return;
  request.pause();
  // counts as reading: of a body that nobody has asked for, Node itself would read all
  request.read(0);
  const end = (): void => void (request.complete || request.destroy());
  response.once('finish', () => setTimeout(end, lingerMs).unref());
}
