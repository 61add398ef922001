import { hashSecret, newSecret, Session, User } from '@sluice/database';
import { SluiceError, type SessionView, type UserView } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, MoreThan, Not } from 'typeorm';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { presentSession } from './present-account.js';
import { readSessionCookie, sessionLifetimeMs } from './session-cookie.js';

/** What a session is known by in the list of them. */
export interface Browser {
  userAgent: string;
  address: string;
}

/** Signed-in browsers: opened, listed, ended. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: DataSource,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  /**
   * Answers the secret that the cookie holds. The password may have been changed, or the account disabled, while it was
   * verified: then the hash is another one by now, and there is no session.
   */
  async open(user: Pick<User, 'id' | 'passwordHash'>, { userAgent, address }: Browser): Promise<string> {
    const secret = newSecret();
    const expiresAt = new Date(Date.now() + sessionLifetimeMs);
    const opened: unknown[] = await this.database.query(
      `INSERT INTO sessions (user_id, secret_hash, expires_at, user_agent, address)
       SELECT id, $3, $4, $5, $6 FROM users
       WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL FOR SHARE
       RETURNING id`,
      [user.id, user.passwordHash, this.hash(secret), expiresAt, userAgent, address],
    );
    if (opened.length === 0) throw new SluiceError('invalid_credentials');
    return secret;
  }

  async close(cookieHeader: string | undefined): Promise<void> {
    const secret = readSessionCookie(cookieHeader);
    if (secret) await this.database.getRepository(Session).delete({ secretHash: this.hash(secret) });
  }

  /** A person's own, newest first. */
  async list(user: UserView, currentId: string): Promise<SessionView[]> {
    const sessions = await this.database.getRepository(Session).find({
      where: { user: { id: user.id }, expiresAt: MoreThan(new Date()) },
      order: { createdAt: 'DESC' },
    });
    return sessions.map((session) => presentSession(session, currentId));
  }

  async end(user: UserView, id: string): Promise<void> {
    const { affected } = await this.database.getRepository(Session).delete({ id, user: { id: user.id } });
    if (!affected) throw new SluiceError('session_not_found');
  }

  async endOthers(user: UserView, currentId: string): Promise<void> {
    await this.database.getRepository(Session).delete({ user: { id: user.id }, id: Not(currentId) });
  }

  private hash(secret: string): string {
    return hashSecret(secret, this.settings.SESSION_SECRET);
  }
}
