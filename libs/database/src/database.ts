import { DataSource, type DataSourceOptions } from 'typeorm';
import { ApiToken } from './accounts/api-token.entity.js';
import { AuditEvent } from './accounts/audit-event.entity.js';
import { AccountInvite } from './accounts/account-invite.entity.js';
import { Session } from './accounts/session.entity.js';
import { UploadReservation } from './accounts/upload-reservation.entity.js';
import { User } from './accounts/user.entity.js';
import { Camera } from './cameras/camera.entity.js';
import { Clip } from './clips/clip.entity.js';
import { Snapshot } from './clips/snapshot.entity.js';
import { StorageSweep } from './maintenance/storage-sweep.entity.js';
import { WorkerPresence } from './maintenance/worker-presence.entity.js';
import { Initial1763600000000 } from './migrations/1763600000000-initial.js';
import { Chunks1763640000000 } from './migrations/1763640000000-chunks.js';
import { Rooms1763680000000 } from './migrations/1763680000000-rooms.js';
import { Cameras1763720000000 } from './migrations/1763720000000-cameras.js';
import { Clips1763760000000 } from './migrations/1763760000000-clips.js';
import { Trust1763800000000 } from './migrations/1763800000000-trust.js';
import { CameraLimits1763840000000 } from './migrations/1763840000000-camera-limits.js';
import { CameraSeeds1763880000000 } from './migrations/1763880000000-camera-seeds.js';
import { Participant } from './recordings/participant.entity.js';
import { RecordingChunkRow } from './recordings/recording-chunk.entity.js';
import { RecordingFilm } from './recordings/recording-film.entity.js';
import { Recording } from './recordings/recording.entity.js';
import { Room } from './recordings/room.entity.js';
import { Take } from './recordings/take.entity.js';
import { ChunkRow } from './videos/chunk.entity.js';
import { Encoding } from './videos/encoding.entity.js';
import { Rendition } from './videos/rendition.entity.js';
import { Video } from './videos/video.entity.js';

export const entities = [
  User,
  Session,
  ApiToken,
  AccountInvite,
  AuditEvent,
  UploadReservation,
  Video,
  Rendition,
  Encoding,
  ChunkRow,
  Room,
  Participant,
  Recording,
  Take,
  RecordingChunkRow,
  RecordingFilm,
  Camera,
  Clip,
  Snapshot,
  StorageSweep,
  WorkerPresence,
];

const migrations = [
  Initial1763600000000,
  Chunks1763640000000,
  Rooms1763680000000,
  Cameras1763720000000,
  Clips1763760000000,
  Trust1763800000000,
  CameraLimits1763840000000,
  CameraSeeds1763880000000,
];

/** Connection settings for TypeORM. The schema belongs to the migrations, which only the backend runs. */
export function databaseOptions(url: string): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities,
    migrations,
    migrationsRun: false,
    synchronize: false,
    // A request gets its answer within seconds when PostgreSQL is away; idle connections that break are replaced.
    extra: { max: 12, connectionTimeoutMillis: 3000, idleTimeoutMillis: 30_000, keepAlive: true },
    applicationName: 'sluice',
  };
}

/** A connection of its own, for scripts. */
export const openDatabase = (url: string): Promise<DataSource> =>
  new DataSource(databaseOptions(url)).initialize();

/** Runs the migrations, one process at a time: a second backend waits for the first. */
export async function migrate(database: DataSource): Promise<string[]> {
  const lock = database.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    return (await database.runMigrations({ transaction: 'each' })).map((migration) => migration.name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    await lock.release();
  }
}

/** Waits until the backend has migrated the schema to what this code expects; it may still be starting. */
export async function waitForSchema(database: DataSource, onWait: () => void): Promise<void> {
  const newest = migrations.at(-1)!.name;
  for (let told = false; ; told = true) {
    const rows = await database.query(`SELECT 1 FROM migrations WHERE name = $1`, [newest]).catch(() => []);
    if ((rows as unknown[]).length > 0) return;
    if (!told) onWait();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Numbers of PostgreSQL's advisory locks, so that no two uses meet. */
const migrationLock = 70_001;
export const reconcilerLock = 70_002;
export const sweeperLock = 70_003;
export const housekeepingLock = 70_004;
export const recordingsLock = 70_005;
export const chunkRemovalLock = 70_006;
export const cameraSeedLock = 70_007;
export const clipsLock = 70_008;
export const backupLock = 70_009;
export const originalsLock = 70_010;
export const administratorsLock = 70_011;
