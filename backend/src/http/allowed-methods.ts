import type { Application } from 'express';

/** The parts of Express 5's router that name a route; its types leave them out. */
interface RouterLayer {
  match(path: string): boolean;
  route?: { methods: Record<string, boolean> };
}

/** Only middleware that stands before all routes (the logger's) matches this. */
const nowhere = '/an/address/of/nothing';

/** The methods that the router has for a path; none when nothing is there. */
export function allowedMethods(app: Application, path: string): string[] {
  const layers = (app.router as unknown as { stack: RouterLayer[] }).stack;
  const methods = layers
    .filter((layer) => layer.route && matches(layer, path) && !matches(layer, nowhere))
    .flatMap((layer) => Object.keys(layer.route?.methods ?? {}));
  const named = new Set(methods.filter((method) => method !== '_all').map((method) => method.toUpperCase()));
  if (named.has('GET')) named.add('HEAD');
  return [...named].toSorted();
}

/** A path with a broken %-escape matches nothing. */
function matches(layer: RouterLayer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    return false;
  }
}
