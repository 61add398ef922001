import { randomUUID } from 'node:crypto';
import { Clip, ClipTransitions, type Camera } from '@sluice/database';
import {
  aheadMaxMs,
  clipMinMs,
  clipPictureKeys,
  SluiceError,
  type ClipMoment,
  type PastClip,
  type StartClip,
  type StopClip,
  type TimeRange,
  type UserView,
  type VideoView,
  type Visibility,
} from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource, IsNull, QueryFailedError } from 'typeorm';
import { CameraRings } from '../cameras/camera-rings.service.js';
import { Cameras } from '../cameras/cameras.service.js';
import { RecorderJobs } from '../cameras/recorder-jobs.service.js';
import { DiskGuard } from '../disk-guard.service.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { mayEdit } from '../videos/video-access.js';
import { UsageService } from '../accounts/usage.service.js';
import { VideosService } from '../videos/videos.service.js';
import { VideoReader } from '../videos/video-reader.service.js';
import { ClipEnding } from './clip-ending.service.js';
import { ClipFootage } from './clip-footage.service.js';
import { refuseFuture, titleOf } from './clip-rules.js';
import { noFootage } from './no-footage.js';

const posterSide = 1280;
const thumbnailSide = 480;

interface Wanted {
  id?: string | undefined;
  title?: string | undefined;
  visibility?: Visibility | undefined;
}

/** What people do with a camera's past. Asking again with the same id changes nothing and is answered the same. */
@Injectable()
export class Clips {
  constructor(
    private readonly database: DataSource,
    private readonly transitions: ClipTransitions,
    private readonly cameras: Cameras,
    private readonly rings: CameraRings,
    private readonly footage: ClipFootage,
    private readonly ending: ClipEnding,
    private readonly recorders: RecorderJobs,
    private readonly videos: VideosService,
    private readonly reader: VideoReader,
    private readonly usage: UsageService,
    private readonly disk: DiskGuard,
    private readonly logger: PinoLogger,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  /** Throws `no_footage` when the camera has nothing from that moment on, `clip_conflict`, `clip_too_long`, `disk_full`, `quota_exceeded`. */
  async start(user: UserView, cameraId: string, body: StartClip): Promise<VideoView> {
    const camera = await this.cameras.load(cameraId);
    const clickedMs = Date.parse(body.startUtc);
    const fromMs = Math.round(clickedMs - body.preRollSec * 1000);
    if (body.preRollSec > this.settings.CLIP_MAX_SECONDS) throw new SluiceError('clip_too_long');
    const known = await this.findOwn(user, cameraId, body.id, fromMs);
    if (known) return known;
    refuseFuture(clickedMs);
    if (!(await this.footage.has(cameraId, clickedMs))) throw noFootage(await this.rings.read(cameraId));
    const holdUntilMs = fromMs + this.settings.CLIP_MAX_SECONDS * 1000;
    const id = await this.insert(user, camera, body, { fromMs, toMs: clickedMs }, holdUntilMs);
    this.showFirstPicture(id, cameraId, clickedMs);
    await this.footage.hold(id, cameraId, { fromMs, toMs: holdUntilMs });
    this.logger.info({ videoId: id, cameraId, userId: user.id }, 'clip is recorded');
    return this.videos.load(id, user);
  }

  /** Throws `clip_not_found`, also for what this person may not touch. */
  async heartbeat(user: UserView, clipId: string, { atUtc }: ClipMoment): Promise<void> {
    const clip = await this.loadOwn(user, clipId);
    const seenMs = Math.min(Date.parse(atUtc), Date.now() + aheadMaxMs);
    // a page that looks at the past again has seen no less
    await this.transitions.heartbeat(clipId, new Date(Math.max(seenMs, clip.startAt.getTime())));
  }

  /** What was stopped already is answered as it is. Throws `clip_too_short`, `clip_not_found`. */
  async stop(user: UserView, clipId: string, { endUtc }: StopClip): Promise<VideoView> {
    const clip = await this.loadOwn(user, clipId);
    if (clip.stoppedAt) return this.videos.load(clipId, user);
    const fromMs = clip.startAt.getTime();
    const endMs = Math.min(
      Date.parse(endUtc),
      Date.now() + aheadMaxMs,
      fromMs + this.settings.CLIP_MAX_SECONDS * 1000,
    );
    if (endMs < fromMs + clipMinMs) throw new SluiceError('clip_too_short');
    await this.ending.end(clip, endMs, 'asked');
    return this.videos.load(clipId, user);
  }

  /** A clip of a range of the past. Throws `no_footage`, `clip_conflict`, `clip_too_long`, `clip_too_short`, `disk_full`. */
  async cutPast(user: UserView, cameraId: string, body: PastClip): Promise<VideoView> {
    const camera = await this.cameras.load(cameraId);
    const range = { fromMs: Date.parse(body.startUtc), toMs: Date.parse(body.endUtc) };
    if (range.toMs - range.fromMs > this.settings.CLIP_MAX_SECONDS * 1000)
      throw new SluiceError('clip_too_long');
    if (range.toMs - range.fromMs < clipMinMs) throw new SluiceError('clip_too_short');
    const known = await this.findOwn(user, cameraId, body.id, range.fromMs, range.toMs);
    if (known?.clip?.endUtc) return known;
    if (!known) {
      refuseFuture(range.toMs);
      await this.footage.waitFor(cameraId, range.toMs);
      await this.refuseEmpty(cameraId, range);
    }
    const id = known?.id ?? (await this.insert(user, camera, body, range, range.toMs));
    const clip = await this.loadOwn(user, id);
    await this.ending.end(clip, range.toMs, 'asked');
    this.showFirstPicture(id, cameraId, range.fromMs);
    return this.videos.load(id, user);
  }

  /** Before a camera goes: what was recorded from it until now becomes clips. */
  async stopAllOf(cameraId: string): Promise<void> {
    const clips = await this.database.getRepository(Clip).findBy({ cameraId, stoppedAt: IsNull() });
    for (const clip of clips)
      await this.ending.end(clip, Math.max(Date.now(), clip.startAt.getTime() + 1), 'camera_removed');
  }

  private async insert(
    user: UserView,
    camera: Camera,
    wanted: Wanted,
    range: TimeRange,
    holdUntilMs: number,
  ): Promise<string> {
    await this.disk.refuseWhenFull();
    await this.usage.refuseWhenFull(user);
    const id = wanted.id ?? randomUUID();
    const start = this.transitions.start({
      id,
      ownerId: user.id,
      cameraId: camera.id,
      cameraName: camera.name,
      title: wanted.title ?? titleOf(camera.name, range.fromMs),
      visibility: wanted.visibility ?? 'private',
      startAt: new Date(range.fromMs),
      holdUntil: new Date(holdUntilMs),
      seenUntil: new Date(range.toMs),
    });
    const isNew = await start.catch((error: unknown) => {
      // the camera went meanwhile
      throw isMissingReference(error) ? new SluiceError('camera_not_found') : error;
    });
    // two requests with one id at once: the first has made it
    if (!isNew && !(await this.findOwn(user, camera.id, id, range.fromMs, holdUntilMs)))
      throw new SluiceError('clip_conflict');
    return id;
  }

  /** The clip that an earlier request with this id has made. Throws `clip_conflict` when it is something else. */
  private async findOwn(
    user: UserView,
    cameraId: string,
    id: string | undefined,
    fromMs: number,
    holdUntilMs = fromMs + this.settings.CLIP_MAX_SECONDS * 1000,
  ): Promise<VideoView | null> {
    if (id === undefined) return null;
    const video = await this.reader.find(id);
    if (!video) return null;
    const clip = await this.database.getRepository(Clip).findOneBy({ videoId: id });
    const isSame =
      clip?.cameraId === cameraId &&
      clip.startAt.getTime() === fromMs &&
      clip.holdUntil.getTime() === holdUntilMs &&
      video.owner.id === user.id;
    if (!isSame) throw new SluiceError('clip_conflict');
    return this.videos.load(id, user);
  }

  private async loadOwn(user: UserView, clipId: string): Promise<Clip> {
    const [video, clip] = await Promise.all([
      this.reader.find(clipId),
      this.database.getRepository(Clip).findOneBy({ videoId: clipId }),
    ]);
    if (!video || !clip || !mayEdit(user, video)) throw new SluiceError('clip_not_found');
    return clip;
  }

  private async refuseEmpty(cameraId: string, range: TimeRange): Promise<void> {
    if ((await this.rings.read(cameraId, range)).length === 0)
      throw noFootage(await this.rings.read(cameraId));
  }

  /** Whoever looks at the gallery sees it at once; nobody waits for it, and a clip without it is none the worse. */
  private showFirstPicture(clipId: string, cameraId: string, atMs: number): void {
    const { posterKey, thumbnailKey } = clipPictureKeys(clipId, 0);
    const outputs = [
      { key: posterKey, longestSide: posterSide },
      { key: thumbnailKey, longestSide: thumbnailSide },
    ];
    this.recorders
      .takePicture({ cameraId, atMs, outputs })
      .then((taken) => (taken ? this.transitions.showFirstPicture(clipId) : false))
      .catch((error: unknown) => this.logger.warn({ err: error, videoId: clipId }, 'no first picture'));
  }
}

const isMissingReference = (error: unknown): boolean =>
  error instanceof QueryFailedError && (error.driverError as { code?: string }).code === '23503';
