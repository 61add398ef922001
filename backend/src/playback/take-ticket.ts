import { parseTicketedAddress } from '@sluice/vod';
import type { NextFunction, Request, Response } from 'express';

const taken = new WeakMap<Request, string>();

/** Takes the ticket out of an address below /media, which goes on to the routes as if it had none. */
export function takeTicket(request: Request, _: Response, next: NextFunction): void {
  const parsed = parseTicketedAddress(request.url);
  if (parsed) {
    taken.set(request, parsed.ticket);
    request.url = parsed.path;
  }
  next();
}

/** null when the address had none. */
export const ticketOf = (request: Request): string | null => taken.get(request) ?? null;
