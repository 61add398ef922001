import { ApiToken, apiTokenPrefix, hashSecret, newSecret } from '@sluice/database';
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

  async create(user: UserView, { name, expiresInDays }: CreateToken): Promise<NewTokenView> {
    const token = apiTokenPrefix + newSecret();
    const saved = await this.database.getRepository(ApiToken).save({
      user: { id: user.id },
      name,
      secretHash: hashSecret(token, this.settings.SESSION_SECRET),
      lastUsedAt: null,
      expiresAt: expiresInDays === null ? null : new Date(Date.now() + expiresInDays * dayMs),
    });
    return { ...presentToken(saved), token };
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
