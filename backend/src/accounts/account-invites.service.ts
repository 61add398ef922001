import { AccountInvite, hashSecret, newSecret, type User } from '@sluice/database';
import {
  SluiceError,
  type AccountInviteView,
  type CreateAccountInvite,
  type NewAccountInviteView,
  type Register,
  type RegistrationLink,
  type Role,
  type UserView,
} from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BACKEND_SETTINGS, publicUrl, type BackendSettings } from '../settings.js';
import { insertUser } from './insert-user.js';
import { presentInvite } from './present-account.js';

const dayMs = 24 * 3600_000;

/** Unused, in time, and from somebody who is still an administrator: a link outlives no power of its maker. */
const isGood = `used_at IS NULL AND expires_at > now() AND EXISTS (
  SELECT FROM users maker WHERE maker.id = created_by AND maker.role = 'admin' AND maker.disabled_at IS NULL)`;

/** Links with which people make accounts of their own. */
@Injectable()
export class AccountInvites {
  constructor(
    private readonly database: DataSource,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  async create(
    { id }: UserView,
    { role, note, expiresInDays }: CreateAccountInvite,
  ): Promise<NewAccountInviteView> {
    this.requireOpen();
    const token = newSecret();
    const saved = await this.database.getRepository(AccountInvite).save({
      secretHash: this.hash(token),
      role,
      note,
      createdBy: { id },
      expiresAt: new Date(Date.now() + expiresInDays * dayMs),
      usedAt: null,
      usedBy: null,
    });
    return { ...presentInvite(saved), url: `${publicUrl(this.settings)}/join?token=${token}` };
  }

  /** Newest first. */
  async list(): Promise<AccountInviteView[]> {
    const invites = await this.database
      .getRepository(AccountInvite)
      .find({ relations: { usedBy: true }, order: { createdAt: 'DESC' } });
    return invites.map(presentInvite);
  }

  async revoke(id: string): Promise<void> {
    const { affected } = await this.database.getRepository(AccountInvite).delete({ id });
    if (!affected) throw new SluiceError('account_invite_not_found');
  }

  /** Whether a link is still good, before somebody fills in a form. Throws `registration_link_invalid`. */
  async look(token: string): Promise<RegistrationLink> {
    this.requireOpen();
    const [found] = (await this.database.query(
      `SELECT role, expires_at AS "expiresAt" FROM account_invites WHERE secret_hash = $1 AND ${isGood}`,
      [this.hash(token)],
    )) as { role: Role; expiresAt: Date }[];
    if (!found) throw new SluiceError('registration_link_invalid');
    return { role: found.role, expiresAt: found.expiresAt.toISOString() };
  }

  /** One account for each link, however many come with it at once; it stays good when the account cannot be made. */
  async register({ token, ...account }: Register): Promise<User> {
    this.requireOpen();
    return this.database.transaction(async (manager) => {
      const [[invite]] = (await manager.query(
        `UPDATE account_invites SET used_at = now() WHERE secret_hash = $1 AND ${isGood} RETURNING id, role`,
        [this.hash(token)],
      )) as [{ id: string; role: Role }[], number];
      if (!invite) throw new SluiceError('registration_link_invalid');
      const user = await insertUser(manager, { ...account, role: invite.role });
      await manager.update(AccountInvite, { id: invite.id }, { usedBy: { id: user.id } });
      return user;
    });
  }

  private requireOpen(): void {
    if (this.settings.REGISTRATION === 'closed') throw new SluiceError('registration_closed');
  }

  private hash(token: string): string {
    return hashSecret(token, this.settings.SESSION_SECRET);
  }
}
