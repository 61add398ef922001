import { AccountInvite, administratorsLock, ApiToken, Session, User } from '@sluice/database';
import { SluiceError, type AccountView, type CreateUser, type UpdateUser, type UserView } from '@sluice/vod';
import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, Not, type EntityManager } from 'typeorm';
import { insertUser } from './insert-user.js';
import { presentAccount, presentUser } from './present-account.js';
import { UsageService } from './usage.service.js';

/** People only: accounts that scripts use have no password. */
const isPerson = { passwordHash: Not(IsNull()) };

/** Everybody's accounts, for administrators. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: DataSource,
    private readonly usage: UsageService,
  ) {}

  async create(account: CreateUser): Promise<UserView> {
    return presentUser(await insertUser(this.database.manager, account));
  }

  /** Oldest first. */
  async list(): Promise<AccountView[]> {
    const users = await this.database
      .getRepository(User)
      .find({ where: isPerson, order: { createdAt: 'ASC' } });
    return this.present(users);
  }

  /** Throws `last_administrator` rather than leave the platform without one, whoever else does the same meanwhile. */
  async update(administrator: UserView, id: string, change: UpdateUser): Promise<AccountView> {
    const { disabled, ...columns } = change;
    const user = await this.database.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [administratorsLock]);
      const lock = { mode: 'pessimistic_write' } as const;
      const found = await manager.findOne(User, { where: { id, ...isPerson }, lock });
      if (!found) throw new SluiceError('user_not_found');
      if (disabled !== undefined) found.disabledAt = disabled ? (found.disabledAt ?? new Date()) : null;
      const changed = await manager.save(User, { ...found, ...columns });
      await requireAdministrator(manager);
      if (changed.disabledAt && id === administrator.id)
        throw new SluiceError('forbidden', 'Nobody switches off their own account.');
      if (changed.disabledAt) await endAll(manager, id);
      return changed;
    });
    const [account] = await this.present([user]);
    return account!;
  }

  private async present(users: readonly User[]): Promise<AccountView[]> {
    const used = await this.usage.byOwner(users.map(({ id }) => id));
    return users.map((user) => presentAccount(user, used.get(user.id)));
  }
}

/** Also what would come to life again when the account is switched on: somebody else may have made it. */
async function endAll(manager: EntityManager, id: string): Promise<void> {
  await manager.delete(Session, { user: { id } });
  await manager.delete(ApiToken, { user: { id } });
  await manager.delete(AccountInvite, { createdBy: { id }, usedAt: IsNull() });
}

/** After a change, still inside its transaction. */
async function requireAdministrator(manager: EntityManager): Promise<void> {
  const isThere = await manager.existsBy(User, { role: 'admin', disabledAt: IsNull(), ...isPerson });
  if (!isThere) throw new SluiceError('last_administrator');
}
