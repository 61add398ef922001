import { VideoChanges } from '@sluice/database';
import {
  catalogue,
  realtimeEvents,
  watchVideoSchema,
  type ClientToServerEvents,
  type ServerToClientEvents,
  type UserView,
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
import { AuthenticationService } from '../accounts/authentication.service.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { isListedForAll, mayEdit, mayView } from '../videos/video-access.js';
import { VideoReader } from '../videos/video-reader.service.js';

interface SocketData {
  user: UserView | null;
}
type ClientSocket = Socket<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>;

const galleryRoom = 'gallery';
const videoRoom = (videoId: string): string => `video:${videoId}`;
/** Several changes of a video within this time are told once. */
const settleMs = 200;

/** Tells browsers about videos. State lives in Postgres, which also says when a row has changed; events only tell. */
@WebSocketGateway({ path: '/socket.io', serveClient: false })
export class VideoUpdatesGateway implements OnApplicationBootstrap, BeforeApplicationShutdown {
  @WebSocketServer()
  private readonly server!: Server<
    ClientToServerEvents,
    ServerToClientEvents,
    Record<string, never>,
    SocketData
  >;
  private readonly pending = new Map<string, NodeJS.Timeout>();
  private readonly changes: VideoChanges;

  constructor(
    private readonly reader: VideoReader,
    private readonly authentication: AuthenticationService,
    private readonly logger: PinoLogger,
    @Inject(BACKEND_SETTINGS) settings: BackendSettings,
  ) {
    this.changes = new VideoChanges(
      settings.DATABASE_URL,
      (videoId) => this.announceSoon(videoId),
      () => this.announceWatched(),
    );
  }

  onApplicationBootstrap(): void {
    this.server.use((socket, next) => {
      this.authentication.bySessionCookie(socket.handshake.headers.cookie).then(
        (user) => {
          socket.data.user = user;
          next();
        },
        () => next(new Error('database_unavailable')),
      );
    });
    void this.changes.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const timer of this.pending.values()) clearTimeout(timer);
    await this.changes.stop();
  }

  /** Joins the gallery's updates; the list itself comes from GET /api/videos. */
  @SubscribeMessage(realtimeEvents.watchGallery)
  async watchGallery(@ConnectedSocket() socket: ClientSocket): Promise<void> {
    await socket.join(galleryRoom);
  }

  /** Joins one video's updates and sends it as it is now. */
  @SubscribeMessage(realtimeEvents.watchVideo)
  async watchVideo(@ConnectedSocket() socket: ClientSocket, @MessageBody() body: unknown): Promise<void> {
    const message = watchVideoSchema.safeParse(body);
    const video = message.success ? await this.reader.find(message.data.videoId) : null;
    if (!video || !mayView(socket.data.user, video)) {
      const { title, fix } = catalogue.video_not_found;
      socket.emit(realtimeEvents.problem, { code: 'video_not_found', detail: title, fix });
      return;
    }
    await socket.join(videoRoom(video.id));
    const [view] = await this.reader.present([video]);
    if (view) socket.emit(realtimeEvents.videoUpdated, view);
  }

  @SubscribeMessage(realtimeEvents.unwatchVideo)
  async unwatchVideo(@ConnectedSocket() socket: ClientSocket, @MessageBody() body: unknown): Promise<void> {
    const message = watchVideoSchema.safeParse(body);
    if (message.success) await socket.leave(videoRoom(message.data.videoId));
  }

  private announceSoon(videoId: string): void {
    if (this.pending.has(videoId)) return;
    const announce = (): void => {
      this.pending.delete(videoId);
      this.announce(videoId).catch((error: unknown) =>
        this.logger.warn({ err: error, videoId }, 'update not told'),
      );
    };
    this.pending.set(videoId, setTimeout(announce, settleMs));
  }

  /** After PostgreSQL was away: whatever somebody looks at may have changed meanwhile. */
  private announceWatched(): void {
    for (const room of this.server.sockets.adapter.rooms.keys())
      if (room.startsWith('video:')) this.announceSoon(room.slice('video:'.length));
  }

  private async announce(videoId: string): Promise<void> {
    const room = videoRoom(videoId);
    const sockets = await this.server.in([room, galleryRoom]).fetchSockets();
    if (sockets.length === 0) return;
    const video = await this.reader.find(videoId);
    if (!video) {
      for (const socket of sockets) socket.emit(realtimeEvents.videoDeleted, { videoId });
      return;
    }
    const [view] = await this.reader.present([video]);
    if (!view) return;
    for (const socket of sockets) {
      const { user } = socket.data;
      const watches = socket.rooms.has(room) && mayView(user, video);
      if (watches || mayEdit(user, video) || isListedForAll(video))
        socket.emit(realtimeEvents.videoUpdated, view);
    }
  }
}
