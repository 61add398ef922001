import { catalogue, type EventProblem } from '@sluice/vod';
import { asCatalogueError } from '../http/catalogue-error.js';

/** What a socket is told instead of an HTTP problem. */
export function asProblem(thrown: unknown): EventProblem {
  const { code, detail } = asCatalogueError(thrown);
  const { title, fix } = catalogue[code];
  return { code, title, detail, fix };
}
