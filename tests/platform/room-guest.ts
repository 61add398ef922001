import type {
  ConfirmedChunks,
  InviteView,
  JoinedView,
  RecordingView,
  RoomSnapshot,
  RoomView,
  SignedChunk,
  SignedChunks,
  TakeEndReason,
  TakeView,
} from '@sluice/vod';
import { ask, type Answer } from './http.js';
import type { RecordedChunk, RecordedTake } from './recorded-take.js';

/** Somebody in a room who does over HTTP what a page of ours would do. */
export class RoomGuest {
  private constructor(
    readonly url: string,
    readonly roomId: string,
    readonly participantId: string,
    readonly token: string,
    private readonly accountToken: string | null,
  ) {}

  /** Makes a room with an account's API token, and joins it as its host. */
  static async host(url: string, accountToken: string, title = 'A room'): Promise<RoomGuest> {
    const room = read<RoomView>(
      await ask(url, 'POST', '/api/rooms', { token: accountToken, json: { title } }),
    );
    return RoomGuest.join(url, room.id, { name: 'Host' }, accountToken);
  }

  /** Somebody more, by the host's invitation. */
  async bring(name: string): Promise<RoomGuest> {
    const path = `/api/rooms/${this.roomId}/invites`;
    const { invite } = read<InviteView>(
      await ask(this.url, 'POST', path, { token: this.accountToken, json: {} }),
    );
    return RoomGuest.join(this.url, this.roomId, { name, invite }, null);
  }

  private static async join(
    url: string,
    roomId: string,
    body: { name: string; invite?: string },
    accountToken: string | null,
  ): Promise<RoomGuest> {
    const { participant, token } = read<JoinedView>(
      await ask(url, 'POST', `/api/rooms/${roomId}/participants`, { token: accountToken, json: body }),
    );
    return new RoomGuest(url, roomId, participant.id, token, accountToken);
  }

  /** Any request of this participant. */
  ask(method: string, path: string, json?: unknown): Promise<Answer> {
    return ask(this.url, method, path, { headers: { 'participant-token': this.token }, json });
  }

  start = async (): Promise<RecordingView> =>
    read(await this.ask('POST', `/api/rooms/${this.roomId}/recordings`));
  stop = async (recordingId: string): Promise<RecordingView> =>
    read(await this.ask('POST', `/api/recordings/${recordingId}/stop`));
  load = async (recordingId: string): Promise<RecordingView> =>
    read(await this.ask('GET', `/api/recordings/${recordingId}`));
  snapshot = async (): Promise<RoomSnapshot> => read(await this.ask('GET', `/api/rooms/${this.roomId}`));

  /** A take that began `offsetMs` after the recording's 0. */
  async announce(recording: RecordingView, take: RecordedTake, offsetMs = 0): Promise<TakeView> {
    const startedAt = new Date(Date.parse(recording.startedAt) + offsetMs).toISOString();
    const { takeId, container, mimeType } = take;
    return read(
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
    return read(await this.ask('POST', `/api/takes/${take.takeId}/seal`, body));
  }

  async sign(take: RecordedTake, chunks: readonly RecordedChunk[]): Promise<SignedChunk[]> {
    const signed = read<SignedChunks>(
      await this.ask('POST', `/api/takes/${take.takeId}/chunks/sign`, { chunks: chunks.map(withoutBytes) }),
    );
    return signed.chunks;
  }

  async confirm(take: RecordedTake, chunks: readonly RecordedChunk[]): Promise<ConfirmedChunks> {
    return read(
      await this.ask('POST', `/api/takes/${take.takeId}/chunks/confirm`, {
        chunks: chunks.map(withoutBytes),
      }),
    );
  }

  /** A PUT to a signed address, as the page or anybody else sends it. */
  put(signed: SignedChunk, bytes: Buffer, headers: Record<string, string> = signed.headers): Promise<Answer> {
    const { origin, pathname, search } = new URL(signed.url!, this.url);
    return ask(origin, 'PUT', pathname + search, { body: bytes, headers });
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

export const withoutBytes = ({ bytes: _, ...chunk }: RecordedChunk): Omit<RecordedChunk, 'bytes'> => chunk;

function read<Body>({ status, text }: Answer): Body {
  if (status >= 300) throw new Error(`${status}: ${text}`);
  return JSON.parse(text) as Body;
}
