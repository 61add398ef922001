import { randomUUID } from 'node:crypto';
import { UploadReservation, User } from '@sluice/database';
import { SluiceError, type UserView } from '@sluice/vod';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import pLimit from 'p-limit';
import { DataSource, In, type EntityManager } from 'typeorm';
import { usedColumns, UsageService, type Used } from '../accounts/usage.service.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { DiskGuard } from '../disk-guard.service.js';

const renewEveryMs = 20_000;
/** A backend that has not renewed what it promised for so long has died, and its uploads with it. */
const isAlive = `(renewed_at > now() - interval '60 seconds')`;

/** Room for one upload: what it may take, and how much of that has come. */
export interface UploadRoom {
  id: string;
  /** The file may be so long. */
  bytes: number;
  /** Whether that is the quota's end, and not what was announced or what the platform takes at most. */
  isQuota: boolean;
  receivedBytes: number;
}

/**
 * Promises uploads their room before they are read, so that those which come at the same time cannot exceed a quota, or
 * fill the disk, together: docs/adr/0011-trust.md.
 */
@Injectable()
export class UploadReservations implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rooms = new Map<string, UploadRoom>();
  /** Those who wait for their turn must not hold all connections to the database meanwhile. */
  private readonly inTurn = pLimit(3);
  private renewal: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly usage: UsageService,
    private readonly disk: DiskGuard,
    private readonly logger: PinoLogger,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  onApplicationBootstrap(): void {
    this.renewal = setInterval(() => void this.renew(), renewEveryMs);
  }

  onApplicationShutdown(): void {
    clearInterval(this.renewal);
  }

  /** `announcedBytes` is null when the sender didn't say. Throws `quota_exceeded`, `too_many_uploads`, `disk_full`. */
  async reserve(owner: UserView, announcedBytes: number | null): Promise<UploadRoom> {
    await this.disk.refuseWithoutRoomFor((announcedBytes ?? 0) + this.onTheirWay());
    const room = await this.inTurn(() => this.take(owner, announcedBytes));
    this.rooms.set(room.id, room);
    return room;
  }

  private take(owner: UserView, announcedBytes: number | null): Promise<UploadRoom> {
    return this.database.transaction(async (manager) => {
      await lockUser(manager, owner.id);
      const left = await this.leftFor(owner, manager);
      if ((announcedBytes ?? 1) > left) throw new SluiceError('quota_exceeded');
      const bytes = announcedBytes ?? Math.min(left, this.settings.UPLOAD_MAX_BYTES);
      const isQuota = announcedBytes === null && bytes === left;
      const reserved = { id: randomUUID(), bytes, isQuota, receivedBytes: 0 };
      await manager.insert(UploadReservation, { id: reserved.id, ownerId: owner.id, bytes });
      return reserved;
    });
  }

  /** When the video's row has taken its place, or when there will be none. */
  async release({ id }: UploadRoom): Promise<void> {
    if (!this.rooms.delete(id)) return;
    await this.database
      .getRepository(UploadReservation)
      .delete({ id })
      .catch((error: unknown) => this.logger.warn({ err: error }, 'a reservation stays until it is void'));
  }

  /** What is still to come of the uploads that this backend is reading. */
  private onTheirWay(): number {
    return [...this.rooms.values()].reduce(
      (sum, { bytes, isQuota, receivedBytes }) => sum + (isQuota ? 0 : Math.max(0, bytes - receivedBytes)),
      0,
    );
  }

  /** One statement: between two of them an upload could turn from a reservation into a video, and be in neither. */
  private async leftFor(owner: UserView, manager: EntityManager): Promise<number> {
    const { quotaBytes, quotaVideos } = await this.usage.of(owner, manager);
    const [found] = (await manager.query(
      `SELECT * FROM
         (SELECT ${usedColumns} FROM videos WHERE owner_id = $1) used,
         (SELECT count(*)::int AS uploads, coalesce(sum(bytes), 0)::float8 AS "promisedBytes"
          FROM upload_reservations WHERE owner_id = $1 AND ${isAlive}) promised`,
      [owner.id],
    )) as [Used & { uploads: number; promisedBytes: number }];
    const { usedBytes, usedVideos, uploads, promisedBytes } = found;
    if (uploads >= this.settings.USER_UPLOADS_AT_ONCE)
      throw new SluiceError('too_many_uploads', `${uploads} are on their way.`);
    if (usedVideos + uploads >= (quotaVideos ?? Infinity))
      throw new SluiceError('quota_exceeded', `You may keep ${quotaVideos} videos.`);
    return (quotaBytes ?? Infinity) - usedBytes - promisedBytes;
  }

  private async renew(): Promise<void> {
    const ids = [...this.rooms.keys()];
    const reservations = this.database.getRepository(UploadReservation);
    try {
      if (ids.length > 0) await reservations.update({ id: In(ids) }, { renewedAt: () => 'now()' });
      await this.database.query(`DELETE FROM upload_reservations WHERE NOT ${isAlive}`);
    } catch (error) {
      this.logger.warn({ err: error }, 'reservations not renewed; trying again');
    }
  }
}

/** One upload of a person after the other is promised its room. */
const lockUser = (manager: EntityManager, id: string): Promise<unknown> =>
  manager.findOneOrFail(User, {
    select: { id: true },
    where: { id },
    lock: { mode: 'for_no_key_update' },
  });
