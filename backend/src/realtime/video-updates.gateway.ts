import { DatabaseListener, type Video, type VideoChange } from '@sluice/database';
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
/** What changes of a video within this time after it was told is told once, together. */
const settleMs = 200;
const reauthenticateMs = 60_000;

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
  /** Videos that were just told, with what has changed since. */
  private readonly pending = new Map<string, VideoChange | null>();
  private reauthentication: NodeJS.Timeout | undefined;
  private readonly changes: DatabaseListener;

  constructor(
    private readonly reader: VideoReader,
    private readonly authentication: AuthenticationService,
    private readonly logger: PinoLogger,
    @Inject(BACKEND_SETTINGS) settings: BackendSettings,
  ) {
    this.changes = new DatabaseListener(
      settings.DATABASE_URL,
      { video_changed: (payload) => this.announceSoon(JSON.parse(payload) as VideoChange) },
      () => this.announceWatched(),
    );
  }

  onApplicationBootstrap(): void {
    this.server.use((socket, next) => {
      this.authentication.bySessionCookie(socket.handshake.headers.cookie).then(
        (session) => {
          socket.data.user = session?.user ?? null;
          next();
        },
        () => next(new Error('database_unavailable')),
      );
    });
    void this.changes.start();
    this.reauthentication = setInterval(() => void this.reauthenticate(), reauthenticateMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.reauthentication);
    this.pending.clear();
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

  /** The first change is told at once, those that follow it closely once; if it was listed before any of them, that counts. */
  private announceSoon(change: VideoChange): void {
    const { videoId, wasListed } = change;
    const waiting = this.pending.get(videoId);
    if (waiting === undefined) return this.tell(change);
    this.pending.set(videoId, { ...change, wasListed: wasListed || (waiting?.wasListed ?? false) });
  }

  private tell(change: VideoChange): void {
    const { videoId } = change;
    this.pending.set(videoId, null);
    this.announce(change).catch((error: unknown) =>
      this.logger.warn({ err: error, videoId }, 'update not told'),
    );
    setTimeout(() => {
      const since = this.pending.get(videoId);
      this.pending.delete(videoId);
      if (since) this.tell(since);
    }, settleMs).unref();
  }

  /** After PostgreSQL was away: whatever somebody looks at may have changed meanwhile. */
  private announceWatched(): void {
    for (const room of this.server.sockets.adapter.rooms.keys())
      if (room.startsWith(videoRoom('')))
        this.announceSoon({ videoId: room.slice(videoRoom('').length), ownerId: '', wasListed: false });
  }

  /** Who may see the video gets it as it is now; who could see it before and no longer may hears that it is gone. */
  private async announce({ videoId, ownerId, wasListed }: VideoChange): Promise<void> {
    const sockets = await this.server.in([videoRoom(videoId), galleryRoom]).fetchSockets();
    if (sockets.length === 0) return;
    const video = await this.reader.find(videoId);
    const [view] = video ? await this.reader.present([video]) : [];
    for (const socket of sockets) {
      const { user } = socket.data;
      const watches = socket.rooms.has(videoRoom(videoId));
      if (video && view && isShown(video, user, watches)) socket.emit(realtimeEvents.videoUpdated, view);
      else if (watches || wasListed || user?.role === 'admin' || user?.id === ownerId)
        socket.emit(realtimeEvents.videoDeleted, { videoId });
    }
  }

  /** A session may end while its page stays open. */
  private async reauthenticate(): Promise<void> {
    for (const socket of this.server.sockets.sockets.values()) {
      const { cookie } = socket.handshake.headers;
      socket.data.user = await this.authentication.bySessionCookie(cookie).then(
        (session) => session?.user ?? null,
        // a database that is away signs nobody out
        () => socket.data.user,
      );
    }
  }
}

const isShown = (video: Video, user: UserView | null, watches: boolean): boolean =>
  mayEdit(user, video) || isListedForAll(video) || (watches && mayView(user, video));
