import { catalogue, type ErrorCode } from '@sluice/vod';
import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { ZodType } from 'zod';

/** What a route answers when all is well. */
export const Answers = (status: number, schema: ZodType | null, description: string) =>
  ApiResponse({ status, description, ...(schema ? { standardSchema: schema } : {}) });

/** The errors of the catalogue that a route can answer, grouped by status; `internal_error` and `database_unavailable` always can. */
export function Fails(...codes: ErrorCode[]) {
  const all: ErrorCode[] = [...codes, 'internal_error', 'database_unavailable'];
  const statuses = [...new Set(all.map((code) => catalogue[code].status))];
  return applyDecorators(
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: all
          .filter((code) => catalogue[code].status === status)
          .map((code) => `\`${code}\`: ${catalogue[code].title}`)
          .join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      }),
    ),
  );
}
