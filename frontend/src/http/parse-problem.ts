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
  });
}

function parseObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
