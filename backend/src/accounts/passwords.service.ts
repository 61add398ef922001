import { AccountInvite, ApiToken, Session, User } from '@sluice/database';
import { SluiceError, type ChangePassword, type UserView } from '@sluice/vod';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { DataSource, IsNull, Not } from 'typeorm';

@Injectable()
export class Passwords {
  constructor(private readonly database: DataSource) {}

  /**
   * Ends the person's other sessions, all of their API tokens and unused invitations: whoever had the old password may have
   * made some. The row is locked, so that nobody signs in with the old password afterwards (`Sessions.open` waits for it).
   */
  async change(
    { id }: UserView,
    sessionId: string,
    { currentPassword, newPassword }: ChangePassword,
  ): Promise<void> {
    await this.database.transaction(async (manager) => {
      const lock = { mode: 'pessimistic_write' } as const;
      const user = await manager.findOneOrFail(User, { where: { id }, lock });
      const matches = user.passwordHash !== null && (await verify(user.passwordHash, currentPassword));
      if (!matches) throw new SluiceError('wrong_password');
      await manager.update(User, { id }, { passwordHash: await hash(newPassword) });
      await manager.delete(Session, { user: { id }, id: Not(sessionId) });
      await manager.delete(ApiToken, { user: { id } });
      await manager.delete(AccountInvite, { createdBy: { id }, usedAt: IsNull() });
    });
  }
}
