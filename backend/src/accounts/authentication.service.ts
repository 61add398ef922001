import { ApiToken, hashSecret, newSecret, Session, User } from '@sluice/database';
import { SluiceError, type UserView } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { DataSource, IsNull, MoreThan } from 'typeorm';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { presentUser } from './present-account.js';
import { readSessionCookie, sessionLifetimeMs } from './session-cookie.js';

/** Finds out who somebody is: by password, by session cookie or by API token. */
@Injectable()
export class AuthenticationService {
  /** Verified against when there is no such account, so that both answers take the same time. */
  private readonly decoy = hash(newSecret());

  constructor(
    private readonly database: DataSource,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  /** Throws `invalid_credentials`, whichever of the two is wrong. */
  async byPassword(email: string, password: string): Promise<UserView> {
    const user = await this.database.getRepository(User).findOneBy({ email });
    const matches = await verify(user?.passwordHash ?? (await this.decoy), password);
    if (!user?.passwordHash || !matches) throw new SluiceError('invalid_credentials');
    return presentUser(user);
  }

  /** null for no, an unknown or an expired session. */
  async bySessionCookie(cookieHeader: string | undefined): Promise<UserView | null> {
    const secret = readSessionCookie(cookieHeader);
    if (!secret) return null;
    const session = await this.database.getRepository(Session).findOne({
      where: { secretHash: this.hash(secret), expiresAt: MoreThan(new Date()) },
      relations: { user: true },
    });
    return session && presentUser(session.user);
  }

  /** Throws `unauthenticated`: a token that is sent and wrong is a mistake, not an anonymous visit. */
  async byApiToken(token: string): Promise<UserView> {
    const tokens = this.database.getRepository(ApiToken);
    const secretHash = this.hash(token);
    const found = await tokens.findOne({
      where: [
        { secretHash, expiresAt: IsNull() },
        { secretHash, expiresAt: MoreThan(new Date()) },
      ],
      relations: { user: true },
    });
    if (!found) throw new SluiceError('unauthenticated', 'The API token is not valid, or it has expired.');
    const minuteAgo = Date.now() - 60_000;
    if ((found.lastUsedAt?.getTime() ?? 0) < minuteAgo)
      await tokens.update({ id: found.id }, { lastUsedAt: new Date() });
    return presentUser(found.user);
  }

  /** Answers the secret that the cookie holds. */
  async openSession(user: UserView): Promise<string> {
    const secret = newSecret();
    const expiresAt = new Date(Date.now() + sessionLifetimeMs);
    const sessions = this.database.getRepository(Session);
    await sessions.insert({ user: { id: user.id }, secretHash: this.hash(secret), expiresAt });
    return secret;
  }

  async closeSession(cookieHeader: string | undefined): Promise<void> {
    const secret = readSessionCookie(cookieHeader);
    if (secret) await this.database.getRepository(Session).delete({ secretHash: this.hash(secret) });
  }

  private hash(secret: string): string {
    return hashSecret(secret, this.settings.SESSION_SECRET);
  }
}
