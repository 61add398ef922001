import { timingSafeEqual } from 'node:crypto';
import { hashSecret, User } from '@sluice/database';
import { SluiceError, type Setup } from '@sluice/vod';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { BACKEND_SETTINGS, publicUrl, type BackendSettings } from '../settings.js';
import { insertUser } from './insert-user.js';

@Injectable()
export class FirstAdministrator implements OnApplicationBootstrap {
  constructor(
    private readonly database: DataSource,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
    private readonly logger: PinoLogger,
  ) {}

  /** Comes from ADMIN_EMAIL and ADMIN_PASSWORD, or through the link that is logged here. */
  async onApplicationBootstrap(): Promise<void> {
    if (!(await this.isNeeded())) return;
    const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = this.settings;
    if (email && password) {
      await this.create(email, password);
    } else {
      const setupUrl = `${publicUrl(this.settings)}/setup?token=${this.setupToken()}`;
      this.logger.warn({ setupUrl }, 'no administrator yet: open the link to make the first');
    }
  }

  async isNeeded(): Promise<boolean> {
    return !(await this.database.getRepository(User).existsBy({ role: 'admin' }));
  }

  /** Only while there is no administrator, one at a time. */
  async setUp({ token, ...account }: Setup): Promise<User> {
    const expected = Buffer.from(this.setupToken());
    const given = Buffer.from(token);
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new SluiceError('setup_link_invalid');
    return this.database.transaction(async (manager) => {
      await manager.query('LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE');
      if (await manager.existsBy(User, { role: 'admin' })) throw new SluiceError('setup_closed');
      return insertUser(manager, { ...account, role: 'admin' });
    });
  }

  /** Two backends may start together; the second finds the work done. */
  private async create(email: string, password: string): Promise<void> {
    try {
      await insertUser(this.database.manager, { email, password, name: 'Administrator', role: 'admin' });
      this.logger.info({ email }, 'first administrator created from ADMIN_EMAIL');
    } catch (error) {
      if (await this.isNeeded()) throw error;
    }
  }

  /** Derived, so that it stays the same over restarts and is stored nowhere; worthless once an administrator exists. */
  private setupToken(): string {
    return hashSecret('first administrator', this.settings.SESSION_SECRET);
  }
}
