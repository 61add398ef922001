import { parseProblem } from '../../http/parse-problem';
import { networkProblem } from '../../http/problem-error';

/** A line that is slow is waited for, one that is dead isn't. */
const stalledAfterMs = 30_000;
/** The store has an object under this key already: the key carries the content's hash, so it is this one. */
const alreadyThere = 412;

/** Sends one chunk to its signed address. XMLHttpRequest, because fetch can't tell whether anything moves. */
export function putChunk(
  url: string,
  headers: Record<string, string>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    let stalled = window.setTimeout(() => call.abort(), stalledAfterMs);
    const moved = () => {
      window.clearTimeout(stalled);
      stalled = window.setTimeout(() => call.abort(), stalledAfterMs);
    };
    call.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) call.setRequestHeader(name, value);
    call.upload.addEventListener('progress', moved);
    call.upload.addEventListener('load', moved);
    call.addEventListener('load', () => {
      const isThere = (call.status >= 200 && call.status < 300) || call.status === alreadyThere;
      if (isThere) resolve();
      else reject(parseProblem(call.status, call.responseText));
    });
    call.addEventListener('error', () => reject(networkProblem()));
    call.addEventListener('abort', () => reject(networkProblem()));
    call.addEventListener('loadend', () => window.clearTimeout(stalled));
    call.send(bytes);
  });
}
