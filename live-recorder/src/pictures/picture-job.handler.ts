import type { ObjectStorage } from '@sluice/storage';
import {
  pictureQueueName,
  SluiceError,
  takePictureJob,
  takePictureSchema,
  testCameraDataSchema,
  testCameraJob,
  type TakePictureResult,
  type TestCameraResult,
} from '@sluice/vod';
import { InjectQueue } from '@nestjs/bull';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Job, Queue } from 'bull';
import type { Logger } from 'pino';
import { LOG } from '../injection-tokens.js';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { RECORDER_SETTINGS, type RecorderSettings } from '../settings.js';
import { answerInTime } from './answer-in-time.js';
import { takePicture } from './take-picture.js';
import { testCamera } from './test-camera.js';

const picturesAtOnce = 4;
/** Each may wait for its camera; Bull adds these places to those above. */
const testsAtOnce = 2;

/** Takes what somebody waits for from Redis, and answers it: whatever fails is not tried again. */
@Injectable()
export class PictureJobHandler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    @InjectQueue(pictureQueueName) private readonly queue: Queue,
    @Inject(RECORDER_SETTINGS) private readonly settings: RecorderSettings,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.on('error', (error) => this.log.warn({ err: error }, 'redis cannot be reached; trying again'));
    this.process(takePictureJob, picturesAtOnce, (data) => this.take(data));
    this.process(testCameraJob, testsAtOnce, (data) => this.test(data));
  }

  /** Whoever waits is told at once. */
  beforeApplicationShutdown(): void {
    this.stopping.abort(new SluiceError('recorder_down', 'The recorder stops.'));
  }

  private process(name: string, atOnce: number, handle: (data: unknown) => Promise<unknown>): void {
    this.queue
      .process(name, atOnce, (job: Job<unknown>) => handle(job.data))
      .catch((error: unknown) => this.log.error({ err: error }, 'the queue stopped'));
    this.log.info({ queue: pictureQueueName, job: name, concurrency: atOnce }, 'ready');
  }

  private async take(data: unknown): Promise<TakePictureResult> {
    const startedAt = performance.now();
    const wanted = takePictureSchema.parse(data);
    const { UPLOADS_DIR: uploadsDir, FFMPEG_PATH: ffmpegPath } = this.settings;
    const context = { uploadsDir, ffmpegPath, storage: this.storage, signal: this.stopping.signal };
    const log = this.log.child({ cameraId: wanted.cameraId });
    return answerInTime(
      wanted,
      'take the picture',
      async () => {
        const picture = await takePicture(wanted, context);
        const tookMs = Math.round(performance.now() - startedAt);
        log.info({ found: picture !== null, tookMs }, 'picture taken');
        return { ok: true, picture };
      },
      log,
    );
  }

  private async test(data: unknown): Promise<TestCameraResult> {
    const wanted = testCameraDataSchema.parse(data);
    const { FFMPEG_PATH: ffmpegPath, FFPROBE_PATH: ffprobePath, LIVE_TRANSCODE: transcode } = this.settings;
    const context = { ffmpegPath, ffprobePath, transcode, signal: this.stopping.signal };
    return answerInTime(wanted, 'test the camera', () => testCamera(wanted.source, context), this.log);
  }
}
