import { createHash } from 'node:crypto';
import { recordingChunkKey, type TakeContainer } from '@sluice/vod';
import type { Finding, FsckContext } from './finding.js';

interface VerifiedChunk {
  roomId: string;
  participantId: string;
  container: TakeContainer;
  seq: number;
  sha256: string;
  sizeBytes: string;
}

/** The chunks of one take that count: there, as large as announced, and with the hash that stands in their key. */
export async function checkTake(takeId: string, context: FsckContext): Promise<Finding[]> {
  const chunks: VerifiedChunk[] = await context.database.query(
    `SELECT g.room_id AS "roomId", t.participant_id AS "participantId", t.container, c.seq, c.sha256,
       c.size_bytes AS "sizeBytes"
     FROM takes t JOIN recordings g ON g.id = t.recording_id AND g.chunks_removed_at IS NULL
       JOIN recording_chunks c ON c.take_id = t.id AND c.verified_at IS NOT NULL
     WHERE t.id = $1 ORDER BY c.seq`,
    [takeId],
  );
  const broken: string[] = [];
  const silent: string[] = [];
  for (const chunk of chunks) {
    const key = recordingChunkKey({ ...chunk, takeId });
    const problem = await context.reading.orElse(
      () => findProblem(key, chunk, context),
      (why) => void silent.push(`${key} cannot be read (${why})`),
    );
    if (problem) broken.push(`${key} ${problem}`);
  }
  const describe = (code: string, problems: readonly string[]): Finding[] => {
    if (problems.length === 0) return [];
    const what = `${problems.length} of ${chunks.length} pieces of a recording: ${problems[0]}`;
    return [{ id: takeId, code, what, fix: 'restore them from the backup' }];
  };
  return [...describe('recording_chunk_missing', broken), ...describe('unreadable', silent)];
}

async function findProblem(
  key: string,
  { sha256, sizeBytes }: VerifiedChunk,
  { storage, quick }: FsckContext,
): Promise<string | null> {
  const stored = await storage.stat(key);
  if (!stored) return 'is missing';
  if (stored.sizeBytes !== Number(sizeBytes)) return `has ${stored.sizeBytes} bytes instead of ${sizeBytes}`;
  const stream = quick ? null : await storage.read(key);
  if (!stream) return null;
  const hash = createHash('sha256');
  for await (const piece of stream) hash.update(piece as Buffer);
  return hash.digest('hex') === sha256 ? null : 'is not what was announced (SHA-256)';
}
