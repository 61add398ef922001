import type { Redis } from 'ioredis';

const lockKey = (cameraId: string): string => `sluice-live:owner:${cameraId}`;
const epochKey = (cameraId: string): string => `sluice-live:epoch:${cameraId}`;

export const cameraLockMs = 10_000;

/** KEYS: lock, epoch. ARGV: owner, ms, the dead holder whose lock may be taken ('' for none). Answers the new epoch, or 0. */
const takeScript = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return redis.call('INCR', KEYS[2])`;

/**
 * ARGV: owner, ms, epoch. A lock that ran out, or that a restarted Redis has forgotten, is still ours while nobody has
 * taken it since: the epoch says so.
 */
const renewScript = `
local holder = redis.call('GET', KEYS[1])
local epoch = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[1] then return 0 end
if epoch and epoch ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('SET', KEYS[2], ARGV[3])
return 1`;

const releaseScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

/**
 * One owner a camera. Each taking raises the camera's epoch, the fencing number that stands in the names of everything
 * the owner writes. All of these throw when Redis is away.
 */
export class CameraLock {
  constructor(
    private readonly redis: Redis,
    private readonly cameraId: string,
    private readonly owner: string,
  ) {}

  /** The epoch, or null while somebody else holds it. `isDead` says of a holder that its process is known to be gone. */
  async take(isDead: (holder: string) => boolean): Promise<number | null> {
    const holder = await this.redis.get(lockKey(this.cameraId));
    const gone = holder !== null && isDead(holder) ? holder : '';
    const keys = [lockKey(this.cameraId), epochKey(this.cameraId)];
    const epoch = await this.redis.eval(takeScript, 2, ...keys, this.owner, cameraLockMs, gone);
    return Number(epoch) || null;
  }

  /** Whether it is still ours. */
  async renew(epoch: number): Promise<boolean> {
    const keys = [lockKey(this.cameraId), epochKey(this.cameraId)];
    const held = await this.redis.eval(renewScript, 2, ...keys, this.owner, cameraLockMs, epoch);
    return Number(held) === 1;
  }

  async release(): Promise<void> {
    await this.redis.eval(releaseScript, 1, lockKey(this.cameraId), this.owner);
  }
}
