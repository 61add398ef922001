import { z } from 'zod';
import { catalogue, type ErrorCode } from './catalogue.js';

/** RFC 9457 problem details, with the catalogue's code and fix. */
export const problemSchema = z
  .object({
    type: z.string().describe('A URI that names the kind of error: urn:sluice:error:<code>'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('One code of the error catalogue'),
    detail: z.string().describe('What happened this time'),
    fix: z.string().describe('What to do about it'),
    requestId: z.string().describe('Quote it to the operator; the log has the same id'),
    available: z
      .array(z.object({ from: z.iso.datetime(), to: z.iso.datetime() }))
      .optional()
      .describe('Of no_footage: what the buffer does hold'),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;

export function toProblem(code: ErrorCode, detail: string, requestId: string): Problem {
  const { status, title, fix } = catalogue[code];
  return { type: `urn:sluice:error:${code}`, title, status, code, detail, fix, requestId };
}
