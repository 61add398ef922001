/** What a browser asks before it sends a PUT to another origin, and what it makes of the answers. */

/** Answers a line about what is allowed; throws an error that says what is not. */
export async function preflight(
  url: URL,
  origin: string,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<string> {
  const names = Object.keys(headers)
    .map((name) => name.toLowerCase())
    .toSorted();
  const answer = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': names.join(','),
    },
    signal: AbortSignal.timeout(timeoutMs),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${origin} may not send: the preflight is answered with ${answer.status}`);
  const problem = corsProblem(answer, origin);
  if (problem) throw new Error(problem);
  if (!isListed(answer, 'access-control-allow-methods', 'put')) throw new Error('PUT is not allowed');
  const refused = names.filter((name) => !isListed(answer, 'access-control-allow-headers', name));
  if (refused.length > 0) throw new Error(`headers that are not allowed: ${refused.join(', ')}`);
  return `PUT with ${names.join(', ')}`;
}

/** Why a page of this origin may not read an answer; null when it may. */
export function corsProblem(answer: Response, origin: string): string | null {
  const allowed = answer.headers.get('access-control-allow-origin');
  if (allowed === '*' || allowed === origin) return null;
  return allowed ? `only ${allowed} is allowed, not ${origin}` : `${origin} is not allowed`;
}

export const exposesEtag = (answer: Response): boolean =>
  isListed(answer, 'access-control-expose-headers', 'etag');

const isListed = (answer: Response, header: string, name: string): boolean =>
  (answer.headers.get(header) ?? '')
    .toLowerCase()
    .split(',')
    .some((entry) => entry.trim() === name || entry.trim() === '*');
