import { User } from '@sluice/database';
import { SluiceError, type CreateUser } from '@sluice/vod';
import { hash } from '@node-rs/argon2';
import { QueryFailedError, type EntityManager } from 'typeorm';

const uniqueViolation = '23505';

/** Throws `email_taken`; a transaction around it is void then. */
export async function insertUser(
  manager: EntityManager,
  { password, ...account }: CreateUser,
): Promise<User> {
  const passwordHash = await hash(password);
  try {
    return await manager.save(User, { ...account, passwordHash });
  } catch (error) {
    if (
      error instanceof QueryFailedError &&
      (error.driverError as { code?: string }).code === uniqueViolation
    )
      throw new SluiceError('email_taken');
    throw error;
  }
}
