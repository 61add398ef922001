import type { Presentation } from './presentation.js';
import type { Finding, Rule } from './rules/rule.js';

/** warn: a SHOULD that is not kept. skipped: there was nothing to judge. */
export type RuleStatus = 'pass' | 'fail' | 'warn' | 'skipped';

export interface RuleResult {
  id: string;
  level: Rule['level'];
  title: string;
  source: string;
  status: RuleStatus;
  findings: Finding[];
}

export interface Report {
  location: string;
  /** True when every MUST is kept. */
  passed: boolean;
  counts: Record<RuleStatus, number>;
  rules: RuleResult[];
}

/** Holds a presentation against every rule. Pure. */
export function buildReport(presentation: Presentation, rules: readonly Rule[]): Report {
  const results = rules.map(({ check, ...rule }): RuleResult => {
    const findings = check(presentation);
    return { ...rule, status: statusOf(rule.level, findings), findings };
  });
  const count = (status: RuleStatus): number => results.filter((result) => result.status === status).length;
  const counts = { pass: count('pass'), fail: count('fail'), warn: count('warn'), skipped: count('skipped') };
  return { location: presentation.location, passed: counts.fail === 0, counts, rules: results };
}

function statusOf(level: Rule['level'], findings: readonly Finding[]): RuleStatus {
  if (findings.length === 0) return 'skipped';
  if (findings.every(({ ok }) => ok)) return 'pass';
  return level === 'MUST' ? 'fail' : 'warn';
}

const labels: Record<RuleStatus, string> = { pass: 'PASS', fail: 'FAIL', warn: 'WARN', skipped: 'SKIP' };
/** A film has thousands of segments: a text report shows the first few of each rule, JSON shows all. */
const findingsShownMax = 10;

/** The report for people: a line for each rule, what was found below it, a summary at the end. */
export function formatReport({ location, passed, counts, rules }: Report): string {
  const summary = [
    `${counts.pass} passed`,
    `${counts.fail} failed`,
    `${counts.warn} ${counts.warn === 1 ? 'warning' : 'warnings'}`,
    `${counts.skipped} with nothing to judge`,
  ].join(', ');
  return [location, '', ...rules.flatMap(formatRule), '', `${passed ? 'PASSED' : 'FAILED'}: ${summary}`].join(
    '\n',
  );
}

function formatRule({ id, level, title, source, status, findings }: RuleResult): string[] {
  const shown = status === 'pass' ? findings : findings.filter(({ ok }) => !ok);
  const hidden = shown.length - findingsShownMax;
  return [
    `${labels[status]}  ${id}  ${title}  [${level}, ${source}]`,
    ...shown.slice(0, findingsShownMax).map(({ where, text }) => `        ${where}: ${text}`),
    ...(hidden > 0 ? [`        and ${hidden} more`] : []),
  ];
}
