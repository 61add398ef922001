import { z } from 'zod';

export const roles = ['admin', 'member'] as const;
export type Role = (typeof roles)[number];

const email = z.email().max(254).toLowerCase();
const newPassword = z.string().min(10, 'must have at least 10 characters').max(200);
const displayName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^\P{Cc}*$/u, 'must not contain control characters');

export const userSchema = z
  .object({ id: z.uuid(), email: z.string(), name: z.string(), role: z.enum(roles) })
  .meta({ id: 'User' });
export type UserView = z.infer<typeof userSchema>;

export const loginSchema = z
  .object({ email, password: z.string().min(1).max(200) })
  .strict()
  .meta({ id: 'Login' });

/** The first administrator, made through the one-time link that the start prints. */
export const setupSchema = z
  .object({ token: z.string().min(1).max(200), email, name: displayName, password: newPassword })
  .strict()
  .meta({ id: 'Setup' });

export const createUserSchema = z
  .object({ email, name: displayName, password: newPassword, role: z.enum(roles).default('member') })
  .strict()
  .meta({ id: 'CreateUser' });

export const userListSchema = z.object({ items: z.array(userSchema) }).meta({ id: 'UserList' });

export const meSchema = z
  .object({
    user: userSchema.nullable().describe('null when nobody is signed in'),
    setupNeeded: z.boolean().describe('True while the platform has no administrator'),
    uploadMaxBytes: z.int(),
  })
  .meta({ id: 'Me' });

export const createTokenSchema = z
  .object({ name: displayName, expiresInDays: z.int().min(1).max(3650).nullable().default(null) })
  .strict()
  .meta({ id: 'CreateToken' });

export const tokenSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiToken' });

export const newTokenSchema = tokenSchema
  .extend({ token: z.string().describe('Shown this once; only its hash is stored') })
  .meta({ id: 'NewApiToken' });

export const tokenListSchema = z.object({ items: z.array(tokenSchema) }).meta({ id: 'ApiTokenList' });

export type Login = z.infer<typeof loginSchema>;
export type Setup = z.infer<typeof setupSchema>;
export type CreateUser = z.infer<typeof createUserSchema>;
export type Me = z.infer<typeof meSchema>;
export type CreateToken = z.infer<typeof createTokenSchema>;
export type TokenView = z.infer<typeof tokenSchema>;
export type NewTokenView = z.infer<typeof newTokenSchema>;
