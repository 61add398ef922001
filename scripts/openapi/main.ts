import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeApi } from '../../backend/src/openapi/describe-api.js';
import { projectRoot } from '../start/platform.js';

/** Writes backend/openapi.json from the routes; with --check only says whether it is up to date. */
const path = join(projectRoot, 'backend/openapi.json');
const text = await describeApi();

if (!process.argv.includes('--check')) writeFileSync(path, text);
else if (readFileSync(path, 'utf8') !== text) {
  process.stderr.write('backend/openapi.json is not what the routes say. Run: npm run openapi\n');
  process.exitCode = 1;
}
