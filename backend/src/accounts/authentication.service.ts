import { ApiToken, hashSecret, newSecret, Session, User } from '@sluice/database';
import { SluiceError, type UserView } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { DataSource, IsNull, MoreThan, type FindOptionsWhere, type Repository } from 'typeorm';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { presentUser } from './present-account.js';
import { readSessionCookie } from './session-cookie.js';

const minuteMs = 60_000;

/** Finds out who somebody is: by password, by session cookie or by API token. An account that is disabled is nobody. */
@Injectable()
export class AuthenticationService {
  /** Verified against when there is no such account, so that both answers take the same time. */
  private readonly decoy = hash(newSecret());

  constructor(
    private readonly database: DataSource,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  /** Throws `invalid_credentials`, whichever of the two is wrong; `account_disabled` only when both are right. */
  async byPassword(email: string, password: string): Promise<User> {
    const user = await this.database.getRepository(User).findOneBy({ email });
    const matches = await verify(user?.passwordHash ?? (await this.decoy), password);
    if (!user?.passwordHash || !matches) throw new SluiceError('invalid_credentials');
    if (user.disabledAt) throw new SluiceError('account_disabled');
    return user;
  }

  /** null for no, an unknown or an expired session. */
  async bySessionCookie(
    cookieHeader: string | undefined,
  ): Promise<{ user: UserView; sessionId: string } | null> {
    const secret = readSessionCookie(cookieHeader);
    if (!secret) return null;
    const sessions = this.database.getRepository(Session);
    const session = await sessions.findOne({
      where: { secretHash: this.hash(secret), expiresAt: MoreThan(new Date()), user: enabled },
      relations: { user: true },
    });
    if (!session) return null;
    await renew(sessions, session.id, 'lastSeenAt', session.lastSeenAt);
    return { user: presentUser(session.user), sessionId: session.id };
  }

  /** Throws `unauthenticated`: a token that is sent and wrong is a mistake, not an anonymous visit. */
  async byApiToken(token: string): Promise<UserView> {
    const tokens = this.database.getRepository(ApiToken);
    const secretHash = this.hash(token);
    const found = await tokens.findOne({
      where: [
        { secretHash, expiresAt: IsNull(), user: enabled },
        { secretHash, expiresAt: MoreThan(new Date()), user: enabled },
      ],
      relations: { user: true },
    });
    if (!found) throw new SluiceError('unauthenticated', 'The API token is not valid, or it has expired.');
    await renew(tokens, found.id, 'lastUsedAt', found.lastUsedAt);
    return presentUser(found.user);
  }

  private hash(secret: string): string {
    return hashSecret(secret, this.settings.SESSION_SECRET);
  }
}

const enabled: FindOptionsWhere<User> = { disabledAt: IsNull() };

/** To the minute: a row is not written for each request. */
async function renew<Row extends Session | ApiToken>(
  rows: Repository<Row>,
  id: string,
  column: 'lastSeenAt' | 'lastUsedAt',
  at: Date | null,
): Promise<void> {
  if ((at?.getTime() ?? 0) > Date.now() - minuteMs) return;
  await rows
    .createQueryBuilder()
    .update()
    .set({ [column]: new Date() } as never)
    .where({ id })
    .execute();
}
