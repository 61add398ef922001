/**
 * Runs the S3 test server in the foreground and prints the settings that make the platform use it.
 * Ctrl-C or SIGTERM ends it and everything stored in it.
 */
import { once } from 'node:events';
import { s3ServerInstalled, s3ServerInstallHint, startS3Server, type S3Server } from './s3-server.js';

const settingsOf = (server: S3Server): Record<string, string> => ({
  STORAGE_DRIVER: 's3',
  S3_ENDPOINT: server.endpoint,
  S3_REGION: server.region,
  S3_BUCKET: server.bucket,
  S3_ACCESS_KEY_ID: server.accessKeyId,
  S3_SECRET_ACCESS_KEY: server.secretAccessKey,
  S3_FORCE_PATH_STYLE: 'true',
});

async function main(): Promise<number> {
  if (!s3ServerInstalled()) {
    process.stderr.write(`The S3 test server is not installed: ${s3ServerInstallHint}\n`);
    return 1;
  }
  const stopAsked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const server = await startS3Server();
  for (const [name, value] of Object.entries(settingsOf(server))) process.stdout.write(`${name}=${value}\n`);
  await Promise.race([stopAsked, keepAlive()]);
  await server.stop();
  return 0;
}

/** Waiting for a signal does not keep Node running; a timer does. */
const keepAlive = (): Promise<never> => new Promise(() => setInterval(() => undefined, 60_000));

process.exitCode = await main();
process.exit();
