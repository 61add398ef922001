import { ApiToken, apiTokenPrefix, hashSecret, newSecret, Session, User } from '@sluice/database';
import { SluiceError, type CreateToken, type NewTokenView, type TokenView, type UserView } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { presentToken } from './present-account.js';

const dayMs = 24 * 3600_000;

/** A person's own API tokens. */
@Injectable()
export class ApiTokensService {
  constructor(
    private readonly database: DataSource,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  /** Not with a session that has ended meanwhile: a new password ends all tokens that an old session has made. */
  async create(
    { id }: UserView,
    sessionId: string,
    { name, expiresInDays }: CreateToken,
  ): Promise<NewTokenView> {
    const token = apiTokenPrefix + newSecret();
    return this.database.transaction(async (manager) => {
      await manager.findOneOrFail(User, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!(await manager.existsBy(Session, { id: sessionId }))) throw new SluiceError('unauthenticated');
      const saved = await manager.save(ApiToken, {
        user: { id },
        name,
        secretHash: hashSecret(token, this.settings.SESSION_SECRET),
        lastUsedAt: null,
        expiresAt: expiresInDays === null ? null : new Date(Date.now() + expiresInDays * dayMs),
      });
      return { ...presentToken(saved), token };
    });
  }

  async list(user: UserView): Promise<TokenView[]> {
    const tokens = await this.database.getRepository(ApiToken).find({
      where: { user: { id: user.id } },
      order: { createdAt: 'DESC' },
    });
    return tokens.map(presentToken);
  }

  async revoke(user: UserView, id: string): Promise<void> {
    const { affected } = await this.database.getRepository(ApiToken).delete({ id, user: { id: user.id } });
    if (!affected) throw new SluiceError('token_not_found');
  }
}
