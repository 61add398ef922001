import type { DataSource } from 'typeorm';
import { parseVideoKey, type VideoStatus } from '@sluice/vod';

interface KnownVideo {
  id: string;
  status: VideoStatus;
  attempt: number;
  publishedAttempt: number | null;
  sourcePath: string;
  posterKey: string | null;
  isClip: boolean;
}

/** unknown: no row has heard of it. dead: of something that there is, but worthless, and no sweep is to come. */
export type Standing = 'known' | 'dead' | 'unknown';

/** Everything that rows say about what lies in storage, read in one go. */
export class KnownStorage {
  private constructor(
    private readonly videos: ReadonlyMap<string, KnownVideo>,
    private readonly sourcePaths: ReadonlySet<string>,
    private readonly snapshots: ReadonlySet<string>,
    /** Takes, and whether their chunks are still kept. */
    private readonly takes: ReadonlyMap<string, boolean>,
    /** Recordings whose films are not all made: parts that are put together may be used again. */
    private readonly unfinished: ReadonlySet<string>,
    private readonly sweeps: readonly { prefix: string; sourcePath: string | null }[],
  ) {}

  static async load(database: DataSource): Promise<KnownStorage> {
    const rows = <Row>(sql: string): Promise<Row[]> => database.query(sql);
    const videos = await rows<KnownVideo>(
      `SELECT id, status, attempt, published_attempt AS "publishedAttempt", source_path AS "sourcePath",
         poster AS "posterKey", source_kind = 'clip' AS "isClip" FROM videos`,
    );
    const snapshots = await rows<{ id: string }>('SELECT file_id AS id FROM snapshots');
    const takes = await rows<{ id: string; isKept: boolean }>(
      `SELECT t.id, r.chunks_removed_at IS NULL AS "isKept" FROM takes t JOIN recordings r ON r.id = t.recording_id`,
    );
    const unfinished = await rows<{ id: string }>(`SELECT id FROM recordings WHERE status <> 'completed'`);
    return new KnownStorage(
      new Map(videos.map((video) => [video.id, video])),
      new Set(videos.map(({ sourcePath }) => sourcePath)),
      new Set(snapshots.map(({ id }) => id)),
      new Map(takes.map(({ id, isKept }) => [id, isKept])),
      new Set(unfinished.map(({ id }) => id)),
      await rows('SELECT prefix, source_path AS "sourcePath" FROM storage_sweeps'),
    );
  }

  /** What is to be swept is known: somebody is at it. */
  isToBeSwept(place: string): boolean {
    return this.sweeps.some(({ prefix, sourcePath }) => place.startsWith(prefix) || place === sourcePath);
  }

  ofSource(path: string): Standing {
    const [folder, , recordingId] = path.split('/');
    if (this.sourcePaths.has(path) || this.isToBeSwept(path)) return 'known';
    return folder === 'processed' && this.unfinished.has(recordingId!) ? 'known' : 'unknown';
  }

  /** Of an attempt's prefix, a snapshot's, a take's, or whatever else there is. */
  ofPrefix(prefix: string): Standing {
    if (this.isToBeSwept(prefix)) return 'known';
    const [kind, id, ...rest] = prefix.split('/');
    if (kind === 'snapshots') return this.snapshots.has(id!) ? 'known' : 'unknown';
    if (kind === 'recordings') return this.ofTake(rest[1]);
    return kind === 'videos' ? this.ofAttempt(prefix) : 'unknown';
  }

  ofClip(id: string): Standing {
    if (this.isToBeSwept(`videos/${id}/`)) return 'known';
    return this.videos.get(id)?.isClip ? 'known' : 'unknown';
  }

  private ofTake(id: string | undefined): Standing {
    const isKept = this.takes.get(id ?? '');
    return isKept === undefined ? 'unknown' : isKept ? 'known' : 'dead';
  }

  private ofAttempt(prefix: string): Standing {
    const parsed = parseVideoKey(`${prefix}${prefix.endsWith('/a0/') ? 'poster_00.jpg' : 'master.m3u8'}`);
    const video = parsed && this.videos.get(parsed.videoId);
    if (!parsed || !video) return 'unknown';
    const isNewest = parsed.attempt === video.attempt && video.status !== 'ready';
    // of a clip, before there is an attempt
    const isShown = video.posterKey?.startsWith(prefix) || (parsed.attempt === 0 && video.status !== 'ready');
    return isNewest || isShown || parsed.attempt === video.publishedAttempt ? 'known' : 'dead';
  }
}
