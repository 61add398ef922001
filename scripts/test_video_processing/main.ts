import { parseArgs } from 'node:util';
import { storageSettingNames } from '@sluice/service';
import { readScriptEnvironment } from '../start/script-environment.js';
import { runChecks } from './run-checks.js';

const usage = `Usage: npm run test_video_processing -- [--url URL] [--data-dir D]

Checks every part that a video needs, then sends a generated clip through all of it and plays the result.
  --url URL      where the platform answers (default: PLATFORM_URL, or this machine's PORT)
  --data-dir D   the data folder of a platform that "npm start -- --data-dir D" runs`;

try {
  const { values } = parseArgs({
    options: { url: { type: 'string' }, 'data-dir': { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const settings = readScriptEnvironment(
    [
      ...storageSettingNames,
      'DATABASE_URL',
      'REDIS_URL',
      'SESSION_SECRET',
      'PORT',
      'FFMPEG_PATH',
      'FFPROBE_PATH',
    ],
    values['data-dir'],
  );
  // behind a proxy that sends the segments itself, only the proxy can be played from
  const url = values.url ?? process.env['PLATFORM_URL'] ?? `http://127.0.0.1:${settings.PORT}`;
  const passed = await runChecks(settings, url, (line) => process.stdout.write(`${line}\n`));
  process.exit(passed ? 0 : 1);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${usage}\n`);
  process.exit(2);
}
