import {
  confirmedChunksSchema,
  inviteSchema,
  joinedSchema,
  recordingSchema,
  roomSchema,
  roomSnapshotSchema,
  signedChunksSchema,
  takeSchema,
  type ConfirmedChunks,
  type RecordingChunk,
  type RecordingView,
  type RoomSnapshot,
  type SignedChunk,
  type TakeEndReason,
  type TakeView,
  type Visibility,
} from '@sluice/vod';
import type { ZodType } from 'zod';
import type { RecordedChunk, RecordedTake } from './recorded-take.js';

export interface Reply {
  status: number;
  text: string;
}
/** Sends one request: to an address of ours (a path), or to the store (a URL). */
export type Send<R extends Reply> = (
  method: string,
  address: string,
  request: { json?: unknown; body?: Buffer; headers?: Record<string, string>; token?: string | null },
) => Promise<R>;

/** Somebody in a room who does over HTTP what a page of ours would do. */
export class RoomClient<R extends Reply = Reply> {
  private constructor(
    private readonly send: Send<R>,
    readonly roomId: string,
    readonly participantId: string,
    readonly token: string,
    private readonly accountToken: string | null,
  ) {}

  /** Makes a room with an account's API token, and joins it as its host. */
  static async host<R extends Reply>(
    send: Send<R>,
    accountToken: string,
    room: { title: string; visibility?: Visibility },
  ): Promise<RoomClient<R>> {
    const made = parse(roomSchema, await send('POST', '/api/rooms', { token: accountToken, json: room }));
    return RoomClient.join(send, made.id, { name: 'Host' }, accountToken);
  }

  /** Somebody more, by the host's invitation. */
  async bring(name: string): Promise<RoomClient<R>> {
    const path = `/api/rooms/${this.roomId}/invites`;
    const { invite } = parse(
      inviteSchema,
      await this.send('POST', path, { token: this.accountToken, json: {} }),
    );
    return RoomClient.join(this.send, this.roomId, { name, invite }, null);
  }

  private static async join<R extends Reply>(
    send: Send<R>,
    roomId: string,
    json: { name: string; invite?: string },
    accountToken: string | null,
  ): Promise<RoomClient<R>> {
    const path = `/api/rooms/${roomId}/participants`;
    const { participant, token } = parse(
      joinedSchema,
      await send('POST', path, { token: accountToken, json }),
    );
    return new RoomClient(send, roomId, participant.id, token, accountToken);
  }

  /** Any request of this participant. */
  ask(method: string, path: string, json?: unknown): Promise<R> {
    return this.send(method, path, { headers: { 'participant-token': this.token }, json });
  }

  start = async (): Promise<RecordingView> =>
    parse(recordingSchema, await this.ask('POST', `/api/rooms/${this.roomId}/recordings`));
  stop = async (recordingId: string): Promise<RecordingView> =>
    parse(recordingSchema, await this.ask('POST', `/api/recordings/${recordingId}/stop`));
  load = async (recordingId: string): Promise<RecordingView> =>
    parse(recordingSchema, await this.ask('GET', `/api/recordings/${recordingId}`));
  snapshot = async (): Promise<RoomSnapshot> =>
    parse(roomSnapshotSchema, await this.ask('GET', `/api/rooms/${this.roomId}`));

  /** Until there is nothing left to wait for, or the time is over. */
  async follow(recordingId: string, limitMs: number): Promise<RecordingView> {
    const deadline = Date.now() + limitMs;
    for (;;) {
      const recording = await this.load(recordingId);
      const isOver = recording.status === 'completed' || recording.status === 'failed';
      if (isOver || Date.now() > deadline) return recording;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** A take that began `offsetMs` after the recording's 0. */
  async announce(recording: RecordingView, take: RecordedTake, offsetMs = 0): Promise<TakeView> {
    const startedAt = new Date(Date.parse(recording.startedAt) + offsetMs).toISOString();
    const { takeId, container, mimeType } = take;
    return parse(
      takeSchema,
      await this.ask('POST', `/api/recordings/${recording.id}/takes`, {
        takeId,
        container,
        mimeType,
        startedAt,
      }),
    );
  }

  async seal(take: RecordedTake, endReason: TakeEndReason = 'stopped'): Promise<TakeView> {
    const { chunks, durationMs } = take;
    const body = { chunkCount: chunks.length, durationMs, endReason };
    return parse(takeSchema, await this.ask('POST', `/api/takes/${take.takeId}/seal`, body));
  }

  async sign(take: RecordedTake, chunks: readonly RecordedChunk[]): Promise<SignedChunk[]> {
    const signed = parse(
      signedChunksSchema,
      await this.ask('POST', `/api/takes/${take.takeId}/chunks/sign`, { chunks: chunks.map(withoutBytes) }),
    );
    return signed.chunks;
  }

  async confirm(take: RecordedTake, chunks: readonly RecordedChunk[]): Promise<ConfirmedChunks> {
    return parse(
      confirmedChunksSchema,
      await this.ask('POST', `/api/takes/${take.takeId}/chunks/confirm`, {
        chunks: chunks.map(withoutBytes),
      }),
    );
  }

  /** A PUT to a signed address, as the page or anybody else sends it. */
  put(signed: SignedChunk, body: Buffer, headers: Record<string, string> = signed.headers): Promise<R> {
    return this.send('PUT', signed.url!, { body, headers });
  }

  /** Signs, uploads and confirms, in batches, as a page does when all goes well. */
  async upload(take: RecordedTake, chunks: readonly RecordedChunk[] = take.chunks): Promise<void> {
    for (let from = 0; from < chunks.length; from += 20) {
      const batch = chunks.slice(from, from + 20);
      for (const [at, signed] of (await this.sign(take, batch)).entries())
        if (signed.state === 'upload') {
          const { status, text } = await this.put(signed, batch[at]!.bytes);
          if (status !== 200) throw new Error(`PUT of chunk ${signed.seq}: ${status} ${text}`);
        }
      const confirmed = await this.confirm(take, batch);
      const rest = confirmed.chunks.filter(({ state }) => state !== 'verified');
      if (rest.length > 0) throw new Error(`not verified: ${JSON.stringify(rest)}`);
    }
  }

  /** A recording of one take, from Record to Stop. */
  async record(take: RecordedTake): Promise<RecordingView> {
    const recording = await this.start();
    await this.announce(recording, take);
    await this.upload(take);
    await this.seal(take);
    return this.stop(recording.id);
  }
}

/** What requests say of a chunk. */
export function withoutBytes({ seq, sizeBytes, sha256, md5, startMs, endMs }: RecordedChunk): RecordingChunk {
  return { seq, sizeBytes, sha256, md5, startMs, endMs };
}

function parse<T>(schema: ZodType<T>, { status, text }: Reply): T {
  if (status >= 300) throw new Error(`${status}: ${text}`);
  return schema.parse(JSON.parse(text));
}
