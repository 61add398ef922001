import { timingSafeEqual } from 'node:crypto';
import { hashSecret, User } from '@sluice/database';
import { SluiceError, type CreateUser, type Setup, type UserView } from '@sluice/vod';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { hash } from '@node-rs/argon2';
import { PinoLogger } from 'nestjs-pino';
import { DataSource, IsNull, Not, QueryFailedError } from 'typeorm';
import { BACKEND_SETTINGS, publicUrl, type BackendSettings } from '../settings.js';
import { presentUser } from './present-account.js';

const uniqueViolation = '23505';

@Injectable()
export class UsersService implements OnApplicationBootstrap {
  constructor(
    private readonly database: DataSource,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
    private readonly logger: PinoLogger,
  ) {}

  /** The first administrator comes from ADMIN_EMAIL and ADMIN_PASSWORD, or through the link that is logged here. */
  async onApplicationBootstrap(): Promise<void> {
    if (!(await this.isSetupNeeded())) return;
    const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = this.settings;
    if (email && password) {
      await this.createFirst(email, password);
    } else {
      const setupUrl = `${publicUrl(this.settings)}/setup?token=${this.setupToken()}`;
      this.logger.warn({ setupUrl }, 'no administrator yet: open the link to make the first');
    }
  }

  /** Two backends may start together; the second finds the work done. */
  private async createFirst(email: string, password: string): Promise<void> {
    try {
      await this.create({ email, password, name: 'Administrator', role: 'admin' });
      this.logger.info({ email }, 'first administrator created from ADMIN_EMAIL');
    } catch (error) {
      if (await this.isSetupNeeded()) throw error;
    }
  }

  async isSetupNeeded(): Promise<boolean> {
    return !(await this.database.getRepository(User).existsBy({ role: 'admin' }));
  }

  /** Only while there is no administrator, one at a time. */
  async setUp({ token, ...account }: Setup): Promise<UserView> {
    const expected = Buffer.from(this.setupToken());
    const given = Buffer.from(token);
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new SluiceError('setup_link_invalid');
    return this.database.transaction(async (manager) => {
      await manager.query('LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE');
      if (await manager.existsBy(User, { role: 'admin' })) throw new SluiceError('setup_closed');
      const passwordHash = await hash(account.password);
      return presentUser(
        await manager.save(User, { email: account.email, name: account.name, role: 'admin', passwordHash }),
      );
    });
  }

  async create({ password, ...account }: CreateUser): Promise<UserView> {
    try {
      const passwordHash = await hash(password);
      return presentUser(await this.database.getRepository(User).save({ ...account, passwordHash }));
    } catch (error) {
      if (
        error instanceof QueryFailedError &&
        (error.driverError as { code?: string }).code === uniqueViolation
      )
        throw new SluiceError('email_taken');
      throw error;
    }
  }

  /** People only: accounts that scripts use have no password. */
  async list(): Promise<UserView[]> {
    const users = await this.database.getRepository(User).find({
      where: { passwordHash: Not(IsNull()) },
      order: { createdAt: 'ASC' },
    });
    return users.map(presentUser);
  }

  /** Derived, so that it stays the same over restarts and is stored nowhere; worthless once an administrator exists. */
  private setupToken(): string {
    return hashSecret('first administrator', this.settings.SESSION_SECRET);
  }
}
