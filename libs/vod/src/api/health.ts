import { z } from 'zod';

const checkSchema = z.object({ ok: z.boolean(), detail: z.string() });

export const healthCheckNames = ['database', 'redis', 'storage', 'worker', 'ffmpeg', 'sandbox'] as const;
export type HealthCheckName = (typeof healthCheckNames)[number];

export const aliveSchema = z
  .object({ status: z.literal('alive'), version: z.string() })
  .meta({ id: 'Alive' });

export const readinessSchema = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    checks: z.object(
      Object.fromEntries(healthCheckNames.map((name) => [name, checkSchema])) as Record<
        HealthCheckName,
        typeof checkSchema
      >,
    ),
  })
  .meta({ id: 'Readiness' });

export type Readiness = z.infer<typeof readinessSchema>;
export type HealthCheck = z.infer<typeof checkSchema>;
