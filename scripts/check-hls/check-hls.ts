import { loadPresentation } from './load-presentation.js';
import type { LoadOptions } from './presentation-loader.js';
import { buildReport, type Report } from './report.js';
import { rules } from './rules/rules.js';

export type { Report, RuleResult, RuleStatus } from './report.js';
export { UnreachableError } from './load-presentation.js';

const defaults: LoadOptions = { timeoutMs: 30_000, concurrency: 6 };

/**
 * Reads a multivariant or media playlist, from a http(s) URL or a path, with everything it points to, and holds it
 * against the rules of HLS. Throws UnreachableError when the playlist itself cannot be read; all else is in the report.
 */
export async function checkHls(location: string, options: Partial<LoadOptions> = {}): Promise<Report> {
  return buildReport(await loadPresentation(location, { ...defaults, ...options }), rules);
}
