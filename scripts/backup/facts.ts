import { clipFolder, recordingChunkKey, snapshotPrefix, type RecordingChunkPlace } from '@sluice/vod';
import type { Client } from 'pg';
import type { Manifest } from './manifest.js';

/** What the rows of one moment say lies in uploads/. */
export interface Facts {
  /** Of an original that was given up `sourcePath` is ''. */
  videos: { id: string; sourcePath: string; hlsKey: string | null }[];
  snapshots: string[];
  rooms: string[];
  /** Recordings whose pieces are kept. */
  recordings: string[];
  /** Below uploads/: pieces that are kept, and (with a slash at the end) folders of snapshots and of clips that are not cut. */
  places: string[];
}

export async function loadFacts(client: Client): Promise<Facts> {
  const { rows: videos } = await client.query<Facts['videos'][number]>(
    `SELECT id, CASE WHEN source_removed_at IS NULL THEN source_path ELSE '' END AS "sourcePath", url_hls AS "hlsKey"
     FROM videos`,
  );
  const idsOf = async (from: string): Promise<string[]> => {
    const { rows } = await client.query<{ id: string }>(`SELECT id FROM ${from}`);
    return rows.map(({ id }) => id);
  };
  return {
    videos,
    snapshots: await idsOf('snapshots'),
    rooms: await idsOf('rooms'),
    recordings: await idsOf('recordings WHERE chunks_removed_at IS NULL'),
    places: await loadPlaces(client),
  };
}

async function loadPlaces(client: Client): Promise<string[]> {
  const { rows: snapshots } = await client.query<{ fileId: string }>(
    'SELECT file_id AS "fileId" FROM snapshots',
  );
  const { rows: pieces } = await client.query<RecordingChunkPlace>(
    `SELECT g.room_id AS "roomId", t.participant_id AS "participantId", t.id AS "takeId", t.container, c.seq, c.sha256
     FROM recording_chunks c JOIN takes t ON t.id = c.take_id JOIN recordings g ON g.id = t.recording_id
     WHERE c.verified_at IS NOT NULL AND g.chunks_removed_at IS NULL`,
  );
  const { rows: clips } = await client.query<{ id: string }>(
    `SELECT c.video_id AS id FROM clips c JOIN videos v ON v.id = c.video_id
     WHERE c.cut_at IS NULL AND v.error_code IS DISTINCT FROM 'no_footage'`,
  );
  return [
    ...snapshots.map(({ fileId }) => `media/${snapshotPrefix(fileId)}`),
    ...pieces.map((piece) => `media/${recordingChunkKey(piece)}`),
    ...clips.map(({ id }) => `${clipFolder(id)}/`),
  ];
}

/**
 * What was deleted between the dump and now; and what was not, but whose files were not there. A film that was made anew
 * meanwhile misses nothing: its rows have gone on to other files.
 */
export function compareFacts(
  then: Facts,
  now: Facts,
  isThere: (path: string) => boolean,
): Pick<Manifest, 'deletedMeanwhile' | 'missing'> {
  const videos = new Map(now.videos.map((video) => [video.id, video]));
  const sourceless = then.videos.filter(({ sourcePath }) => sourcePath !== '' && !isThere(sourcePath));
  const unplayable = then.videos.filter(({ hlsKey }) => hlsKey !== null && !isThere(`media/${hlsKey}`));
  return {
    deletedMeanwhile: {
      videos: then.videos.filter(({ id }) => !videos.has(id)).map(({ id }) => id),
      snapshots: without(then.snapshots, now.snapshots),
      originals: sourceless.filter(({ id }) => videos.get(id)?.sourcePath === '').map(({ id }) => id),
      rooms: without(then.rooms, now.rooms),
      recordings: without(then.recordings, now.recordings),
    },
    missing: [
      ...sourceless
        .filter(({ id, sourcePath }) => videos.get(id)?.sourcePath === sourcePath)
        .map(({ sourcePath }) => sourcePath),
      ...unplayable
        .filter(({ id, hlsKey }) => videos.get(id)?.hlsKey === hlsKey)
        .map(({ hlsKey }) => `media/${hlsKey}`),
    ],
  };
}

function without(ids: readonly string[], others: readonly string[]): string[] {
  const left = new Set(others);
  return ids.filter((id) => !left.has(id));
}
