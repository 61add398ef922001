import { parseProblem } from './parse-problem';
import { networkProblem } from './problem-error';

interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: object;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** One call of the API. Answers the body (undefined for 204); throws a ProblemError for everything that is not a 2xx. */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const { method = 'GET', body, headers, signal } = options;
  const response = await send(path, {
    method,
    credentials: 'same-origin',
    headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }), ...headers },
    body: body && JSON.stringify(body),
    signal,
  });
  const text = await response.text();
  if (!response.ok) throw parseProblem(response.status, text);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw networkProblem();
  }
}
