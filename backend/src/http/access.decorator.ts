import type { Participant } from '@sluice/database';
import type { UserView } from '@sluice/vod';
import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/**
 * Who may call a route: `anyone`, `account` (signed in), `session` (signed in with a browser: no API token does this),
 * `admin`; of rooms `participant` (with the token of one) and `room` (a participant, or an account). What one of them may
 * do to one video or room is decided where that is known. A route without it answers nobody.
 */
export const accessLevels = ['anyone', 'account', 'session', 'admin', 'participant', 'room'] as const;
export type AccessLevel = (typeof accessLevels)[number];

export const ACCESS_LEVEL = 'access level';
export const Access = (level: AccessLevel) => SetMetadata(ACCESS_LEVEL, level);

/** Requests that change nothing. */
export const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface AuthenticatedRequest extends Request {
  /** Set by the access guard; null for anonymous people. */
  user: UserView | null;
  /** The session that they came with; null with an API token. */
  sessionId: string | null;
  /** Whose Participant-Token came with the request. */
  participant: Participant | null;
}

/** The person who calls, or null. */
export const CurrentUser = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<AuthenticatedRequest>().user,
);

/** The session that the person called with; of a route for `session` never null. */
export const CurrentSessionId = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().sessionId,
);

/** The participant who calls; of a route for `participant` never null. */
export const CurrentParticipant = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().participant,
);

/** Whoever calls a route for `room`. */
export const CurrentRoomCaller = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { user, participant } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  return { user, participant };
});
