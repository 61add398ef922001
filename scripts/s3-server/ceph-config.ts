import { join } from 'node:path';

export interface CephLayout {
  dataDir: string;
  clusterId: string;
  monitorPort: number;
  gatewayPort: number;
}

/** Room for test objects, all of it in memory. */
const memoryStoreBytes = 4 * 1024 ** 3;

/** The whole cluster in one file: one monitor, one object daemon that keeps everything in memory, one S3 gateway. */
export function cephConfig({ dataDir, clusterId, monitorPort, gatewayPort }: CephLayout): string {
  const global = {
    fsid: clusterId,
    'mon host': `v2:127.0.0.1:${monitorPort}`,
    'public addr': '127.0.0.1',
    'cluster addr': '127.0.0.1',
    'run dir': dataDir,
    'admin socket': join(dataDir, '$name.asok'),
    'log file': join(dataDir, '$name.log'),
    'mon data': join(dataDir, 'mon'),
    'osd data': join(dataDir, 'osd'),
    'rgw data': join(dataDir, 'rgw'),

    // Between the daemons nobody needs a password: they listen on loopback and live for one test run.
    // The S3 side still checks every signature.
    'auth cluster required': 'none',
    'auth service required': 'none',
    'auth client required': 'none',
    // Without keys there is no encrypted mode, and the gateway would find no common one.
    'ms mon client mode': 'crc',
    'ms client mode': 'crc',

    // One copy on one daemon, and no complaints about it.
    'osd pool default size': 1,
    'osd pool default min size': 1,
    'mon allow pool size one': true,
    'osd crush chooseleaf type': 0,
    'osd pool default pg num': 1,
    'osd pool default pgp num': 1,
    'osd pool default pg autoscale mode': 'off',
    'rgw rados pool pg num min': 1,
    'osd objectstore': 'memstore',
    'memstore device bytes': memoryStoreBytes,
    // The default stops the monitor on a disk that is 95 % full.
    'mon data avail crit': 1,

    // Each pool that the gateway makes waits for a vote of the monitors: the default second each adds up to 20.
    'paxos propose interval': 0.05,
    'paxos min wait': 0.02,

    'rgw frontends': `beast endpoint=127.0.0.1:${gatewayPort}`,
    'rgw dynamic resharding': false,
    // Deleted objects give their memory back soon instead of after two hours.
    'rgw gc obj min wait': 10,
    'rgw gc processor period': 10,
  };
  const monitor = { 'public addrv': `v2:127.0.0.1:${monitorPort}` };
  return [section('global', global), section('mon.a', monitor)].join('\n');
}

function section(name: string, options: Record<string, string | number | boolean>): string {
  const lines = Object.entries(options).map(([option, value]) => `${option} = ${value}\n`);
  return `[${name}]\n${lines.join('')}`;
}
