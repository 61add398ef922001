import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cephConfig } from './ceph-config.js';
import { freePort, isOnPath, isRunning, killDaemon, outputOf, runTool, startDaemon } from './daemons.js';
import type { Daemon } from './daemons.js';
import { createBucket } from './create-bucket.js';

/** A real S3 server (Ceph) that keeps everything in memory, for tests and for trying STORAGE_DRIVER=s3. */
export interface S3Server {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  bucket: string;
  /** Ends every process and removes every file. */
  stop: () => Promise<void>;
}

const tools = ['ceph', 'ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'setpriv'];

export const s3ServerInstallHint = 'apt-get install -y --no-install-recommends ceph-mon ceph-osd radosgw';

export const s3ServerInstalled = (): boolean => tools.every(isOnPath);

/** Takes about two seconds. Needs no root and no system service; listens on loopback ports only. */
export async function startS3Server(): Promise<S3Server> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-s3-'));
  const daemons: Daemon[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(daemons.map(killDaemon));
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    return { ...(await startCluster(dataDir, daemons)), stop };
  } catch (error) {
    const outputs = daemons.map((daemon) => `${daemon.name}: ${outputOf(daemon)}`).join('\n');
    await stop();
    throw new Error(`The S3 test server did not start.\n${outputs}`, { cause: error });
  }
}

async function startCluster(dataDir: string, daemons: Daemon[]): Promise<Omit<S3Server, 'stop'>> {
  const [clusterId, osdId] = [randomUUID(), randomUUID()];
  const [monitorPort, gatewayPort] = [await freePort(), await freePort()];
  const configPath = join(dataDir, 'ceph.conf');
  for (const folder of ['mon', 'osd', 'rgw']) await mkdir(join(dataDir, folder));
  await writeFile(configPath, cephConfig({ dataDir, clusterId, monitorPort, gatewayPort }));
  const config = ['-c', configPath];
  const start = (name: string, ...args: string[]): Daemon => {
    const daemon = startDaemon(name, [...config, '-f', ...args], dataDir);
    daemons.push(daemon);
    return daemon;
  };

  await runTool('ceph-mon', [...config, '--mkfs', '-i', 'a', '--fsid', clusterId]);
  start('ceph-mon', '-i', 'a');
  await runTool('ceph', [...config, '--connect-timeout', '30', 'osd', 'new', osdId, '0']);
  await runTool('ceph-osd', [...config, '-i', '0', '--mkfs', '--osd-uuid', osdId]);
  start('ceph-osd', '-i', '0');
  const credentials = await createUser(config);
  const gateway = start('radosgw', '-n', 'client.rgw');

  const server = { endpoint: `http://127.0.0.1:${gatewayPort}`, region: 'us-east-1', ...credentials };
  await waitUntilItAnswers(server.endpoint, gateway);
  return { ...server, bucket: await createBucket(server, 'sluice-media') };
}

async function createUser(
  config: readonly string[],
): Promise<{ accessKeyId: string; secretAccessKey: string }> {
  const accessKeyId = randomBytes(10).toString('hex').toUpperCase();
  const secretAccessKey = randomBytes(20).toString('hex');
  const keys = ['--access-key', accessKeyId, '--secret-key', secretAccessKey];
  await runTool('radosgw-admin', [
    ...config,
    'user',
    'create',
    '--uid',
    'sluice',
    '--display-name',
    'sluice',
    ...keys,
  ]);
  return { accessKeyId, secretAccessKey };
}

async function waitUntilItAnswers(endpoint: string, gateway: Daemon): Promise<void> {
  const deadlineMs = Date.now() + 30_000;
  while (Date.now() < deadlineMs && isRunning(gateway)) {
    const answered = await fetch(endpoint, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    await answered?.body?.cancel();
    if (answered) return;
    await sleep(50);
  }
  throw new Error(`radosgw does not answer at ${endpoint}`);
}
