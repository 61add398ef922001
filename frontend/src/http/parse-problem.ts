import { ProblemError } from './problem-error';

/** The problem in an answer's body; a proxy's HTML page or an empty body still becomes one with words. */
export function parseProblem(status: number, body: string): ProblemError {
  const fields = parseObject(body);
  const text = (name: string) => {
    const value = fields[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return new ProblemError({
    status,
    code: text('code') ?? `http_${status}`,
    title: text('title') ?? 'The platform gave an answer that this page does not know',
    detail: text('detail') ?? `The answer had the status ${status}.`,
    fix: text('fix') ?? 'Try again in a moment. If it stays, tell the operator.',
    requestId: text('requestId'),
    available: readRanges(fields.available),
  });
}

function readRanges(value: unknown): { from: string; to: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((range: { from?: unknown; to?: unknown } | null) =>
    typeof range?.from === 'string' && typeof range.to === 'string'
      ? [{ from: range.from, to: range.to }]
      : [],
  );
}

function parseObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
