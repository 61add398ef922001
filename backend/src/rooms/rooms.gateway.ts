import { DatabaseListener, Participant, type VideoChange } from '@sluice/database';
import {
  heartbeatMessageSchema,
  joinRoomMessageSchema,
  participantStateMessageSchema,
  recordingMessageSchema,
  roomEvents,
  SluiceError,
  type Acknowledged,
  type RoomClientToServerEvents,
  type RoomServerToClientEvents,
  type RoomSnapshot,
} from '@sluice/vod';
import { Inject, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
} from '@nestjs/websockets';
import { PinoLogger } from 'nestjs-pino';
import type { Server, Socket } from 'socket.io';
import { DataSource } from 'typeorm';
import type { ZodType } from 'zod';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { asProblem } from './as-problem.js';
import { Participants } from './participants.service.js';
import { Recordings } from './recordings.service.js';
import { RoomReader } from './room-reader.service.js';
import { tellChanges } from './tell-changes.js';

interface SocketData {
  participant?: Participant;
}
export type RoomServer = Server<
  RoomClientToServerEvents,
  RoomServerToClientEvents,
  Record<string, never>,
  SocketData
>;
type RoomSocket = Socket<
  RoomClientToServerEvents,
  RoomServerToClientEvents,
  Record<string, never>,
  SocketData
>;

export const socketRoom = (roomId: string): string => `room:${roomId}`;
/** Several changes of a room within this time are told once. */
const settleMs = 150;
/** Sockets that are open say so to the rows, by which all backends know who is there. */
const presenceMs = 5000;

/** Rooms over Socket.IO. State lives in Postgres, which says when it has changed; events only tell. */
@WebSocketGateway({ path: '/socket.io', serveClient: false })
export class RoomsGateway implements OnApplicationBootstrap, BeforeApplicationShutdown {
  @WebSocketServer()
  private readonly server!: RoomServer;
  private readonly pending = new Set<string>();
  private readonly announcing = new Set<string>();
  private readonly told = new Map<string, RoomSnapshot>();
  private readonly changes: DatabaseListener;
  private presence: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly participants: Participants,
    private readonly recordings: Recordings,
    private readonly reader: RoomReader,
    private readonly logger: PinoLogger,
    @Inject(BACKEND_SETTINGS) settings: BackendSettings,
  ) {
    this.changes = new DatabaseListener(
      settings.DATABASE_URL,
      {
        room_changed: (roomId) => this.announceSoon(roomId),
        video_changed: (payload) => void this.announceFilm((JSON.parse(payload) as VideoChange).videoId),
      },
      () => this.watchedRooms().forEach((roomId) => this.announceSoon(roomId)),
    );
  }

  onApplicationBootstrap(): void {
    void this.changes.start();
    this.presence = setInterval(() => void this.keepPresent(), presenceMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.presence);
    this.pending.clear();
    await this.changes.stop();
  }

  /** Said again on every (re)connect; answered with everything that the page shows. */
  @SubscribeMessage(roomEvents.joinRoom)
  async join(
    @ConnectedSocket() socket: RoomSocket,
    @MessageBody() body: unknown,
  ): Promise<Acknowledged<{ participantId: string; snapshot: RoomSnapshot }>> {
    return this.acknowledge(async () => {
      const { roomId, token } = parse(joinRoomMessageSchema, body);
      const participant = await this.participants.byToken(token);
      if (participant.roomId !== roomId) throw new SluiceError('room_not_found');
      socket.data.participant = participant;
      await this.participants.touch(participant.id);
      await socket.join(socketRoom(roomId));
      const snapshot = await this.reader.snapshot(roomId);
      if (!snapshot) throw new SluiceError('room_not_found');
      this.announceSoon(roomId);
      return { participantId: participant.id, snapshot };
    });
  }

  @SubscribeMessage(roomEvents.participantState)
  async tellState(@ConnectedSocket() socket: RoomSocket, @MessageBody() body: unknown) {
    return this.acknowledge(async () => {
      const { state } = parse(participantStateMessageSchema, body);
      await this.participants.touch(participantOf(socket).id, state);
      return {};
    });
  }

  @SubscribeMessage(roomEvents.recordingStarted)
  async start(@ConnectedSocket() socket: RoomSocket) {
    return this.acknowledge(async () => ({ recording: await this.recordings.start(participantOf(socket)) }));
  }

  @SubscribeMessage(roomEvents.recordingHeartbeat)
  async heartbeat(@ConnectedSocket() socket: RoomSocket, @MessageBody() body: unknown) {
    return this.acknowledge(async () => {
      const { recordingId, ...told } = parse(heartbeatMessageSchema, body);
      return this.recordings.heartbeat(recordingId, participantOf(socket), told);
    });
  }

  @SubscribeMessage(roomEvents.recordingStopped)
  async stop(@ConnectedSocket() socket: RoomSocket, @MessageBody() body: unknown) {
    return this.acknowledge(async () => {
      const { recordingId } = parse(recordingMessageSchema, body);
      return { recording: await this.recordings.stop(recordingId, participantOf(socket)) };
    });
  }

  @SubscribeMessage(roomEvents.requestProcessingStatus)
  async tellStatus(@ConnectedSocket() socket: RoomSocket, @MessageBody() body: unknown) {
    return this.acknowledge(async () => {
      const { recordingId } = parse(recordingMessageSchema, body);
      const caller = { participant: participantOf(socket), user: null };
      const recording = await this.recordings.load(recordingId, caller);
      socket.emit(roomEvents.processingStatusResponse, recording);
      return { recording };
    });
  }

  @SubscribeMessage(roomEvents.syncClock)
  syncClock(): { serverTime: string } {
    return { serverTime: new Date().toISOString() };
  }

  private async acknowledge<T extends object>(work: () => Promise<T>): Promise<Acknowledged<T>> {
    try {
      return { ok: true, ...(await work()) };
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'internal_error') this.logger.error({ err: error }, 'room event failed');
      return { ok: false, problem };
    }
  }

  private announceSoon(roomId: string): void {
    if (this.pending.has(roomId) || !this.server.sockets.adapter.rooms.has(socketRoom(roomId))) return;
    this.pending.add(roomId);
    setTimeout(() => {
      if (!this.pending.delete(roomId)) return;
      // one look at a room at a time, however long it takes
      if (this.announcing.has(roomId)) return this.announceSoon(roomId);
      this.announcing.add(roomId);
      this.announce(roomId)
        .catch((error: unknown) => this.logger.warn({ err: error, roomId }, 'room not told'))
        .finally(() => this.announcing.delete(roomId));
    }, settleMs).unref();
  }

  private async announce(roomId: string): Promise<void> {
    const snapshot = await this.reader.snapshot(roomId);
    if (!snapshot) return void this.server.to(socketRoom(roomId)).emit(roomEvents.roomDeleted, { roomId });
    tellChanges(this.server.to(socketRoom(roomId)), this.told.get(roomId), snapshot);
    this.told.set(roomId, snapshot);
  }

  /** A film's progress is the room's. */
  private async announceFilm(videoId: string): Promise<void> {
    if (this.watchedRooms().length === 0) return;
    const rows: { roomId: string }[] = await this.database
      .query(
        `SELECT g.room_id AS "roomId" FROM recording_films f JOIN recordings g ON g.id = f.recording_id
         WHERE f.video_id = $1`,
        [videoId],
      )
      .catch(() => []);
    for (const { roomId } of rows) this.announceSoon(roomId);
  }

  private async keepPresent(): Promise<void> {
    const present = [...this.server.sockets.sockets.values()].flatMap(({ data }) => data.participant ?? []);
    for (const roomId of this.told.keys())
      if (!this.watchedRooms().includes(roomId)) this.told.delete(roomId);
    if (present.length === 0) return;
    await this.participants.touchAll(present.map(({ id }) => id)).catch(() => undefined);
    // who is gone is seen by nothing but time
    for (const { roomId } of present) this.announceSoon(roomId);
  }

  private watchedRooms(): string[] {
    const prefix = socketRoom('');
    return [...(this.server?.sockets.adapter.rooms.keys() ?? [])]
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length));
  }
}

function parse<T>(schema: ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SluiceError('validation_failed', `${issue?.path.join('.')}: ${issue?.message}`);
}

function participantOf({ data }: RoomSocket): Participant {
  if (!data.participant) throw new SluiceError('participant_unknown', 'Say join_room first.');
  return data.participant;
}
