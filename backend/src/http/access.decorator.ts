import type { UserView } from '@sluice/vod';
import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/**
 * Who may call a route: `anyone`, `account` (signed in), `admin`. What a member may do to one video (owner or
 * admin) is decided where the video is known. A route without it answers nobody.
 */
export type AccessLevel = 'anyone' | 'account' | 'admin';

export const ACCESS_LEVEL = 'access level';
export const Access = (level: AccessLevel) => SetMetadata(ACCESS_LEVEL, level);

export interface AuthenticatedRequest extends Request {
  /** Set by the access guard; null for anonymous people. */
  user: UserView | null;
}

/** The person who calls, or null. */
export const CurrentUser = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<AuthenticatedRequest>().user,
);
