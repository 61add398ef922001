import { User } from '@sluice/database';
import { SluiceError, type Usage, type UserView } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';

export interface Used {
  usedBytes: number;
  usedVideos: number;
}

/** Of rows of `videos`. */
export const usedColumns = `count(*)::int AS "usedVideos",
  coalesce(sum(source_size_bytes) FILTER (WHERE source_removed_at IS NULL), 0)::float8 AS "usedBytes"`;

const nothing: Used = { usedBytes: 0, usedVideos: 0 };

/** What videos take of their owners' quotas: the originals that are kept. */
@Injectable()
export class UsageService {
  constructor(
    private readonly database: DataSource,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  /** Against the person's own quota, or else the platform's. */
  async of({ id }: Pick<UserView, 'id'>, manager = this.database.manager): Promise<Usage> {
    const { quotaBytes, quotaVideos } = await manager.findOneByOrFail(User, { id });
    const used = (await this.byOwner([id], manager)).get(id) ?? nothing;
    return {
      ...used,
      quotaBytes: quotaBytes ?? this.settings.USER_QUOTA_BYTES ?? null,
      quotaVideos: quotaVideos ?? this.settings.USER_QUOTA_VIDEOS ?? null,
    };
  }

  /**
   * Before a recording or a clip is begun, which is never ended for a number: footage cannot be made again. Throws
   * `quota_exceeded`.
   */
  async refuseWhenFull(owner: Pick<UserView, 'id'>): Promise<void> {
    const { usedBytes, quotaBytes, usedVideos, quotaVideos } = await this.of(owner);
    if (usedBytes >= (quotaBytes ?? Infinity) || usedVideos >= (quotaVideos ?? Infinity))
      throw new SluiceError('quota_exceeded');
  }

  /** Who has no video is not in it. */
  async byOwner(ownerIds: readonly string[], manager = this.database.manager): Promise<Map<string, Used>> {
    const rows: { ownerId: string; usedBytes: number; usedVideos: number }[] = await manager.query(
      `SELECT owner_id AS "ownerId", ${usedColumns}
       FROM videos WHERE owner_id = ANY($1) GROUP BY owner_id`,
      [ownerIds],
    );
    return new Map(rows.map(({ ownerId, ...used }) => [ownerId, used]));
  }
}
