import type { AuditEvent } from '@sluice/database';

/** Values that say what was done and are nobody's secret. Of all other fields only the name is kept. */
const harmless = ['email', 'role', 'disabled', 'quotaBytes', 'quotaVideos', 'visibility', 'enabled', 'note'];
const textMax = 200;
const fieldsMax = 30;

export interface AuditedRequest {
  params: Record<string, unknown>;
  /** As it was sent; whoever sent it may do so, and its fields are known ones. */
  body: unknown;
  answer: unknown;
  isCreation: boolean;
}

/** What a request was about, and which of its words the audit log keeps. */
export function describeRequest({
  params,
  body,
  answer,
  isCreation,
}: AuditedRequest): Pick<AuditEvent, 'subjectId' | 'detail'> {
  const parameter = asText(Object.values(params)[0]);
  const made = isCreation ? asText(fieldsOf(answer)['id']) : null;
  const name = asText(fieldsOf(answer)['title'] ?? fieldsOf(answer)['name']);
  const fields = Object.keys(fieldsOf(body)).slice(0, fieldsMax);
  return {
    subjectId: made ?? parameter,
    detail: {
      ...(name === null ? {} : { name }),
      ...(made !== null && parameter !== null ? { within: parameter } : {}),
      ...(fields.length === 0 ? {} : { fields: fields.map(cut) }),
      ...harmlessValues(fieldsOf(body)),
    },
  };
}

function harmlessValues(body: Record<string, unknown>): Record<string, unknown> {
  const values = harmless.flatMap((name) => {
    const value = body[name];
    if (typeof value === 'string') return [[name, cut(value)]];
    return typeof value === 'number' || typeof value === 'boolean' || value === null ? [[name, value]] : [];
  });
  return Object.fromEntries(values) as Record<string, unknown>;
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const asText = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? cut(value) : null;

/** Half a character is no text for PostgreSQL, and what it refuses would not be recorded. */
const cut = (text: string): string => text.slice(0, textMax).replace(/\p{Cs}/gu, '\ufffd');
