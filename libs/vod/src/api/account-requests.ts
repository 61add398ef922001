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

export const meSchema = z
  .object({
    user: userSchema.nullable().describe('null when nobody is signed in'),
    setupNeeded: z.boolean().describe('True while the platform has no administrator'),
    uploadMaxBytes: z.int(),
  })
  .meta({ id: 'Me' });

export const changePasswordSchema = z
  .object({ currentPassword: z.string().min(1).max(200), newPassword })
  .strict()
  .meta({ id: 'ChangePassword' });

export const sessionSchema = z
  .object({
    id: z.uuid(),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime().describe('To the minute'),
    expiresAt: z.iso.datetime(),
    userAgent: z.string(),
    address: z.string(),
    isCurrent: z.boolean().describe('The one that asks'),
  })
  .meta({ id: 'Session' });
export const sessionListSchema = z.object({ items: z.array(sessionSchema) }).meta({ id: 'SessionList' });

export const createAccountInviteSchema = z
  .object({
    role: z.enum(roles).default('member'),
    note: z
      .string()
      .trim()
      .max(200)
      .regex(/^\P{Cc}*$/u)
      .default('')
      .describe('Whom it is for'),
    expiresInDays: z.int().min(1).max(90).default(7),
  })
  .strict()
  .meta({ id: 'CreateAccountInvite' });

export const accountInviteSchema = z
  .object({
    id: z.uuid(),
    role: z.enum(roles),
    note: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    usedAt: z.iso.datetime().nullable(),
    usedBy: z.string().nullable().describe('The name of who used it'),
  })
  .meta({ id: 'AccountInvite' });
export const newAccountInviteSchema = accountInviteSchema
  .extend({ url: z.string().describe('Shown this once; only its hash is stored') })
  .meta({ id: 'NewAccountInvite' });
export const accountInviteListSchema = z
  .object({ items: z.array(accountInviteSchema) })
  .meta({ id: 'AccountInviteList' });

/** Whoever has an invitation makes an account with it. */
export const registerSchema = z
  .object({ token: z.string().min(1).max(200), email, name: displayName, password: newPassword })
  .strict()
  .meta({ id: 'Register' });

export const registrationLinkQuerySchema = z.object({ token: z.string().min(1).max(200) });
/** What an invitation is good for. */
export const registrationLinkSchema = z
  .object({ role: z.enum(roles), expiresAt: z.iso.datetime() })
  .meta({ id: 'RegistrationLink' });

export const updateUserSchema = z
  .object({
    role: z.enum(roles).optional(),
    disabled: z.boolean().optional(),
    quotaBytes: z.int().min(0).nullable().optional(),
    quotaVideos: z.int().min(0).max(1_000_000_000).nullable().optional(),
  })
  .strict()
  .refine(
    (body) => Object.keys(body).length > 0,
    'name at least one of role, disabled, quotaBytes, quotaVideos',
  )
  .meta({ id: 'UpdateUser' });

/** An account, as administrators see it. */
export const accountSchema = userSchema
  .extend({
    createdAt: z.iso.datetime(),
    disabledAt: z.iso.datetime().nullable(),
    quotaBytes: z.int().nullable().describe("null: the platform's"),
    quotaVideos: z.int().nullable(),
    usedBytes: z.int(),
    usedVideos: z.int(),
  })
  .meta({ id: 'Account' });
export const accountListSchema = z.object({ items: z.array(accountSchema) }).meta({ id: 'AccountList' });

export const auditQuerySchema = z.object({
  actorId: z.uuid().optional(),
  subjectId: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .describe('nextBefore of the page before'),
});
export const auditEventSchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    actorId: z.uuid().nullable(),
    actorName: z.string(),
    action: z.string().describe('The operation, as this description of the API names it'),
    subjectId: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
    address: z.string(),
  })
  .meta({ id: 'AuditEvent' });
export const auditPageSchema = z
  .object({ items: z.array(auditEventSchema), nextBefore: z.string().nullable() })
  .meta({ id: 'AuditPage' });

export const usageSchema = z
  .object({
    usedBytes: z.int(),
    quotaBytes: z.int().nullable().describe('null: no limit'),
    usedVideos: z.int(),
    quotaVideos: z.int().nullable(),
  })
  .meta({ id: 'Usage' });

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
export type ChangePassword = z.infer<typeof changePasswordSchema>;
export type SessionView = z.infer<typeof sessionSchema>;
export type CreateAccountInvite = z.infer<typeof createAccountInviteSchema>;
export type AccountInviteView = z.infer<typeof accountInviteSchema>;
export type NewAccountInviteView = z.infer<typeof newAccountInviteSchema>;
export type Register = z.infer<typeof registerSchema>;
export type RegistrationLinkQuery = z.infer<typeof registrationLinkQuerySchema>;
export type RegistrationLink = z.infer<typeof registrationLinkSchema>;
export type UpdateUser = z.infer<typeof updateUserSchema>;
export type AccountView = z.infer<typeof accountSchema>;
export type AuditQuery = z.infer<typeof auditQuerySchema>;
export type AuditPage = z.infer<typeof auditPageSchema>;
export type Usage = z.infer<typeof usageSchema>;
