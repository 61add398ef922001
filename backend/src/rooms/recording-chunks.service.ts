import { RecordingChunkRow, type Participant, type Take } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import {
  chunkUrlTtlSec,
  clockErrorMaxMs,
  recordingChunkKey,
  recordingChunkType,
  SluiceError,
  type ChunkRange,
  type ChunksRequest,
  type ConfirmedChunks,
  type RecordingChunk,
  type SignedChunk,
  type SignedChunks,
} from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource, In } from 'typeorm';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { loadHoles } from './load-room-rows.js';
import { Recordings } from './recordings.service.js';
import { RoomReader } from './room-reader.service.js';
import { Takes } from './takes.service.js';

type ConfirmedState = ConfirmedChunks['chunks'][number]['state'];
/** How many objects the store is asked for at once. */
const looksAtOnce = 8;

/** Signs addresses for chunks, and counts a chunk when the store itself says that it is there and whole. */
@Injectable()
export class RecordingChunks {
  constructor(
    private readonly database: DataSource,
    private readonly takes: Takes,
    private readonly recordings: Recordings,
    private readonly reader: RoomReader,
    private readonly logger: PinoLogger,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
  ) {}

  async sign(takeId: string, participant: Participant, { chunks }: ChunksRequest): Promise<SignedChunks> {
    const take = await this.requireOpen(takeId, participant);
    const end = take.chunkCount;
    if (end !== null && chunks.some(({ seq }) => seq >= end))
      throw new SluiceError('chunk_out_of_range', `The take was sealed with ${end} chunks.`);
    const latest = Date.now() + clockErrorMaxMs;
    if (chunks.some(({ endMs }) => take.startedAt.getTime() + endMs > latest))
      throw new SluiceError('chunk_in_future', 'A chunk ends more than a minute from now.');
    await this.announce(takeId, chunks);
    const known = await this.load(takeId, chunks);
    return {
      chunks: await Promise.all(
        chunks.map((chunk) => this.signOne(take, participant, chunk, known.get(chunk.seq))),
      ),
    };
  }

  /** Idempotent; in whatever order. The answer says what of the take is not there. */
  async confirm(
    takeId: string,
    participant: Participant,
    { chunks }: ChunksRequest,
  ): Promise<ConfirmedChunks> {
    const take = await this.requireOpen(takeId, participant);
    const known = await this.load(takeId, chunks);
    const states = new Map<number, ConfirmedState>();
    const toVerify: RecordingChunkRow[] = [];
    for (const chunk of chunks) {
      const row = known.get(chunk.seq);
      if (!row) states.set(chunk.seq, 'missing');
      else if (row.sha256 !== chunk.sha256) states.set(chunk.seq, 'conflict');
      else if (row.verifiedAt) states.set(chunk.seq, 'verified');
      else toVerify.push(row);
    }
    for (let from = 0; from < toVerify.length; from += looksAtOnce)
      await Promise.all(
        toVerify.slice(from, from + looksAtOnce).map(async (row) => {
          states.set(row.seq, await this.verify(row, take, participant));
        }),
      );
    const verified = toVerify.filter(({ seq }) => states.get(seq) === 'verified').map(({ seq }) => seq);
    if (verified.length > 0) await this.count(take, verified);
    return {
      chunks: chunks.map(({ seq }) => ({ seq, state: states.get(seq)! })),
      missing: (await this.findMissing(take)).map(([from, to]) => [from, to]),
    };
  }

  private async requireOpen(takeId: string, participant: Participant): Promise<Take> {
    const take = await this.takes.requireTake(takeId, participant);
    const recording = await this.reader.findRecording(take.recordingId);
    if (recording?.chunksRemovedAt) throw new SluiceError('recording_closed');
    return take;
  }

  /** The first to say what a chunk holds is right; another content for the number is a conflict ever after. */
  private async announce(takeId: string, chunks: readonly RecordingChunk[]): Promise<void> {
    await this.database
      .createQueryBuilder()
      .insert()
      .into(RecordingChunkRow)
      .values(chunks.map((chunk) => ({ ...chunk, takeId })))
      .orIgnore()
      .execute();
  }

  private async load(
    takeId: string,
    chunks: readonly RecordingChunk[],
  ): Promise<Map<number, RecordingChunkRow>> {
    const rows = await this.database
      .getRepository(RecordingChunkRow)
      .findBy({ takeId, seq: In(chunks.map(({ seq }) => seq)) });
    return new Map(rows.map((row) => [row.seq, row]));
  }

  private async signOne(
    take: Take,
    participant: Participant,
    chunk: RecordingChunk,
    row: RecordingChunkRow | undefined,
  ): Promise<SignedChunk> {
    const { seq } = chunk;
    const nothing = { seq, url: null, headers: {}, expiresAt: null };
    if (row?.sha256 !== chunk.sha256 || row.md5 !== chunk.md5 || row.sizeBytes !== chunk.sizeBytes)
      return { ...nothing, state: 'conflict' };
    if (row.verifiedAt) return { ...nothing, state: 'verified' };
    const signed = await this.storage.signPut(keyOf(row, take, participant), {
      sizeBytes: row.sizeBytes,
      md5Base64: Buffer.from(row.md5, 'hex').toString('base64'),
      contentType: recordingChunkType(take.container),
      ttlSec: chunkUrlTtlSec,
    });
    return {
      seq,
      state: 'upload',
      url: signed.url,
      headers: signed.headers,
      expiresAt: signed.expiresAt.toISOString(),
    };
  }

  private async verify(
    row: RecordingChunkRow,
    take: Take,
    participant: Participant,
  ): Promise<ConfirmedState> {
    const key = keyOf(row, take, participant);
    const found = await this.storage.fingerprint(key);
    if (!found) return 'missing';
    if (found.sizeBytes === row.sizeBytes && found.md5Hex === row.md5) return 'verified';
    this.logger.warn({ takeId: take.id, seq: row.seq, sizeBytes: found.sizeBytes }, 'chunk is damaged');
    await this.storage.delete(key);
    return 'damaged';
  }

  /** Together or not at all: what counts, and when something last came. */
  private async count({ id, recordingId }: Take, seqs: number[]): Promise<void> {
    await this.database.transaction(async (manager) => {
      const open: unknown[] = await manager.query(
        'SELECT 1 FROM recordings WHERE id = $1 AND chunks_removed_at IS NULL FOR UPDATE',
        [recordingId],
      );
      if (open.length === 0) throw new SluiceError('recording_closed');
      const [verified] = (await manager.query(
        `UPDATE recording_chunks SET verified_at = clock_timestamp()
         WHERE take_id = $1 AND seq = ANY($2) AND verified_at IS NULL RETURNING seq`,
        [id, seqs],
      )) as [{ seq: number }[], number];
      if (verified.length === 0) return;
      await manager.query(
        `UPDATE takes SET verified_chunks = verified_chunks + $2, arrived_up_to = GREATEST(arrived_up_to, $3) WHERE id = $1`,
        [id, verified.length, Math.max(...verified.map(({ seq }) => seq)) + 1],
      );
      await manager.query('UPDATE recordings SET last_chunk_at = clock_timestamp() WHERE id = $1', [
        recordingId,
      ]);
    });
    await this.recordings.processIfWhole(recordingId);
  }

  private async findMissing({ id }: Take): Promise<ChunkRange[]> {
    const holes = (await loadHoles(this.database, [id])).get(id) ?? [];
    const [{ upTo, known }] = (await this.database.query(
      `SELECT arrived_up_to AS "upTo", COALESCE(chunk_count, GREATEST(recorded_chunks,
         (SELECT max(seq) + 1 FROM recording_chunks WHERE take_id = takes.id), 0)) AS known
       FROM takes WHERE id = $1`,
      [id],
    )) as [{ upTo: number; known: number }];
    return known > upTo ? [...holes, [upTo, known - 1]] : holes;
  }
}

const keyOf = (
  { seq, sha256 }: RecordingChunkRow,
  { id: takeId, container }: Take,
  { id: participantId, roomId }: Participant,
): string => recordingChunkKey({ roomId, participantId, takeId, seq, sha256, container });
