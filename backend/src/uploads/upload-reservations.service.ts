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
import { comingUnseen, stillToCome, type UploadRoom } from './upload-room.js';

const renewEveryMs = 20_000;
/** A backend that has not renewed what it promised for so long has died, and its uploads with it. */
const isAlive = `(renewed_at > now() - interval '60 seconds')`;

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
    const room: UploadRoom = { id: randomUUID(), announcedBytes, quotaBytes: null, receivedBytes: 0 };
    // before anything is waited for: those who come at the same moment see it
    this.rooms.set(room.id, room);
    try {
      await this.disk.refuseWithoutRoomFor(stillToCome(this.rooms.values()));
      return await this.inTurn(() => this.take(owner, room));
    } catch (error) {
      this.rooms.delete(room.id);
      throw error;
    }
  }

  /** While uploads come: others may be filling the disk. Throws `disk_full` before all of them together could fill it unseen. */
  refuseOnFullDisk(): Promise<void> {
    return this.disk.refuseWithoutRoomFor(comingUnseen(this.rooms.values()));
  }

  private take(owner: UserView, room: UploadRoom): Promise<UploadRoom> {
    const { announcedBytes } = room;
    return this.database.transaction(async (manager) => {
      await lockUser(manager, owner.id);
      const { left, uploads } = await this.leftFor(owner, manager);
      if (uploads >= this.settings.USER_UPLOADS_AT_ONCE)
        throw new SluiceError('too_many_uploads', `${uploads} are on their way.`);
      if ((announcedBytes ?? 1) > left) throw new SluiceError('quota_exceeded');
      const bytes = announcedBytes ?? Math.min(left, this.settings.UPLOAD_MAX_BYTES);
      await manager.insert(UploadReservation, { id: room.id, ownerId: owner.id, bytes });
      return Object.assign(room, { quotaBytes: announcedBytes === null ? left : null });
    });
  }

  /**
   * Gives the room back in the transaction that inserts the video's row. While this backend could not renew its promise
   * another may have voided it and promised the same room again: then what has come must fit once more, or it is refused
   * with `quota_exceeded`.
   */
  async exchange(owner: UserView, { id }: UploadRoom, bytes: number, manager: EntityManager): Promise<void> {
    const { affected } = await manager.delete(UploadReservation, { id });
    if (affected) return;
    await lockUser(manager, owner.id);
    const { left } = await this.leftFor(owner, manager);
    if (bytes > left) throw new SluiceError('quota_exceeded');
  }

  /** When the video's row has taken its place, or when there will be none. */
  async release({ id }: UploadRoom): Promise<void> {
    if (!this.rooms.delete(id)) return;
    await this.database
      .getRepository(UploadReservation)
      .delete({ id })
      .catch((error: unknown) => this.logger.warn({ err: error }, 'a reservation stays until it is void'));
  }

  /** One statement: between two of them an upload could turn from a reservation into a video, and be in neither. */
  private async leftFor(owner: UserView, manager: EntityManager): Promise<{ left: number; uploads: number }> {
    const { quotaBytes, quotaVideos } = await this.usage.of(owner, manager);
    const [found] = (await manager.query(
      `SELECT * FROM
         (SELECT ${usedColumns} FROM videos WHERE owner_id = $1) used,
         (SELECT count(*)::int AS uploads, coalesce(sum(bytes), 0)::float8 AS "promisedBytes"
          FROM upload_reservations WHERE owner_id = $1 AND ${isAlive}) promised`,
      [owner.id],
    )) as [Used & { uploads: number; promisedBytes: number }];
    const { usedBytes, usedVideos, uploads, promisedBytes } = found;
    if (usedVideos + uploads >= (quotaVideos ?? Infinity))
      throw new SluiceError('quota_exceeded', `You may keep ${quotaVideos} videos.`);
    return { left: (quotaBytes ?? Infinity) - usedBytes - promisedBytes, uploads };
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
