import type { User } from '@sluice/database';
import type { Me, UserView } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AuditLog } from '../audit/audit-log.service.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { FirstAdministrator } from './first-administrator.service.js';
import { setKnownBrowserCookie } from './known-browser.js';
import { presentUser } from './present-account.js';
import { setSessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.service.js';

const userAgentMax = 300;

/** What follows once it is clear who somebody is: a session in this browser. */
@Injectable()
export class SignIn {
  constructor(
    private readonly sessions: Sessions,
    private readonly firstAdministrator: FirstAdministrator,
    private readonly audit: AuditLog,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  /** A new session at every sign-in: one that an attacker planted before is worth nothing. */
  async into(user: User, action: string, request: Request, response: Response): Promise<Me> {
    await this.sessions.close(request.headers.cookie);
    const secret = await this.sessions.open(user, browserOf(request));
    setSessionCookie(response, secret, request.secure);
    const known = { key: this.settings.SESSION_SECRET, secure: request.secure };
    setKnownBrowserCookie(response, user.email, known);
    const actor = presentUser(user);
    await this.audit.record({ actor, action, subjectId: user.id, address: request.ip });
    return this.me(actor);
  }

  async me(user: UserView | null): Promise<Me> {
    return {
      user,
      setupNeeded: user ? false : await this.firstAdministrator.isNeeded(),
      uploadMaxBytes: this.settings.UPLOAD_MAX_BYTES,
    };
  }
}

const browserOf = (request: Request) => ({
  userAgent: (request.headers['user-agent'] ?? '').replaceAll(/\p{Cc}/gu, ' ').slice(0, userAgentMax),
  address: request.ip ?? '',
});
