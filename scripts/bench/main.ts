import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeClip } from '../api/make-clip.js';
import { projectRoot } from '../start/platform.js';
import { measureEncoding } from './measure-encoding.js';
import { formatTable, type BenchRow } from './table.js';

const usage = `Usage: npm run bench -- [--source FILE] [--peer SCRIPT] [--runs N] [--json]

Measures the CPU seconds that a video costs, against a reference in the same run, in turn, and prints medians.
  --source FILE   the video (default: 60 s made on the spot; real footage is harder)
  --peer SCRIPT   the reference: called with FILE OUTDIR, prints cpu_seconds=N
  --runs N        of each (default: 3)
  --json          the table as JSON`;

const defaultPeer = join(projectRoot, '../shared/bench/peer-pipeline.sh');

const { values } = parseArgs({
  options: {
    source: { type: 'string' },
    peer: { type: 'string' },
    runs: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
const scratch = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
try {
  const source = values.source ? resolve(values.source) : makeClip(join(scratch, 'source.mp4'), 60);
  const peer = values.peer ? resolve(values.peer) : existsSync(defaultPeer) ? defaultPeer : null;
  const rows: BenchRow[] = [
    await measureEncoding({
      source,
      peer,
      runs: Number(values.runs),
      scratch,
      say: (line) => process.stderr.write(`▸ ${line}\n`),
    }),
  ];
  process.stdout.write(values.json ? `${JSON.stringify(rows, null, 2)}\n` : formatTable(rows));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(0);
