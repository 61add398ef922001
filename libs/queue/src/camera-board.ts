import {
  cameraEventSchema,
  cameraStatusSchema,
  segmentPath,
  type CameraEvent,
  type CameraStatus,
  type RingSegment,
} from '@sluice/vod';
import type { Redis } from 'ioredis';

const statusKey = 'sluice-live:status';
const channel = 'sluice-live:events';

/**
 * Where recorders say how cameras are, and everybody else reads it: one hash, a field a camera. Nothing in it expires:
 * the last words of a recorder that is gone are still there, with its last heartbeat.
 */
export class CameraBoard {
  constructor(private readonly redis: Redis) {}

  async publish(status: CameraStatus): Promise<void> {
    await this.redis.hset(statusKey, status.cameraId, JSON.stringify(status));
  }

  async tell(event: CameraEvent): Promise<void> {
    await this.redis.publish(channel, JSON.stringify(event));
  }

  tellSegment(cameraId: string, segment: RingSegment): Promise<void> {
    const { sizeBytes } = segment;
    return this.tell({ type: 'segment', cameraId, path: segmentPath(segment), sizeBytes });
  }

  async remove(cameraId: string): Promise<void> {
    await this.redis.hdel(statusKey, cameraId);
    await this.tell({ type: 'removed', cameraId });
  }

  async find(cameraId: string): Promise<CameraStatus | null> {
    const text = await this.redis.hget(statusKey, cameraId);
    return text === null ? null : readStatus(text);
  }

  /** The cameras that there is a status of, also one that this version can't read. */
  async listIds(): Promise<string[]> {
    const fields = await this.redis.hkeys(statusKey);
    return fields.filter((field) => cameraStatusSchema.shape.cameraId.safeParse(field).success);
  }

  async list(): Promise<CameraStatus[]> {
    const texts = await this.redis.hvals(statusKey);
    return texts.map(readStatus).filter((status) => status !== null);
  }
}

/** Hears every event of every camera on a connection of its own (openSubscriber). */
export async function followCameras(subscriber: Redis, onEvent: (event: CameraEvent) => void): Promise<void> {
  subscriber.on('message', (_: string, text: string) => {
    const event = cameraEventSchema.safeParse(JSON.parse(text));
    if (event.success) onEvent(event.data);
  });
  await subscriber.subscribe(channel);
}

/** What another version wrote and this one can't read is no status. */
function readStatus(text: string): CameraStatus | null {
  const status = cameraStatusSchema.safeParse(JSON.parse(text));
  return status.success ? status.data : null;
}
