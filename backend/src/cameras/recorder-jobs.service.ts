import {
  isRecorderDown,
  pictureQueueName,
  SluiceError,
  takePictureJob,
  takePictureResultSchema,
  testCameraJob,
  testCameraResultSchema,
  type CameraTest,
  type TakenPicture,
  type TakePictureData,
} from '@sluice/vod';
import { InjectQueue } from '@nestjs/bull';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bull';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { CameraStatuses } from './camera-statuses.service.js';
import { JobAnswers } from './job-answers.js';

/** Whoever waits for a picture sees nothing else meanwhile; a camera that is tried may take its time. */
const pictureLimitMs = 5000;
const testLimitMs = 25_000;

/** Asks a recorder, through Redis, and waits for its answer. */
@Injectable()
export class RecorderJobs implements BeforeApplicationShutdown {
  private readonly answers;

  constructor(
    @InjectQueue(pictureQueueName) queue: Queue,
    private readonly statuses: CameraStatuses,
    @Inject(BACKEND_SETTINGS) settings: BackendSettings,
  ) {
    this.answers = new JobAnswers(queue, settings.REDIS_URL);
  }

  /** null: there is no such picture in the ring. Throws `recorder_down`. */
  async takePicture(data: TakePictureData): Promise<TakenPicture> {
    const status = await this.statuses.find(data.cameraId);
    if (!status || isRecorderDown(status, Date.now())) throw recorderDown(status?.heartbeatAt);
    const answer = takePictureResultSchema.parse(await this.ask(takePictureJob, data, pictureLimitMs));
    if (!answer.ok) throw new SluiceError(answer.code, answer.detail);
    return answer.picture;
  }

  /** Throws `camera_unreachable` with what the look at it found, `recorder_down`. */
  async testCamera(source: string): Promise<CameraTest> {
    const answer = testCameraResultSchema.parse(await this.ask(testCameraJob, { source }, testLimitMs));
    if (!answer.ok) throw new SluiceError(answer.code, answer.detail);
    return answer.test;
  }

  beforeApplicationShutdown(): void {
    this.answers.close();
  }

  /** Whoever takes it after the deadline does it for nobody. */
  private ask(name: string, data: object, limitMs: number): Promise<unknown> {
    return this.answers.ask(name, { ...data, deadlineMs: Date.now() + limitMs }, limitMs);
  }
}

const recorderDown = (since: string | undefined): SluiceError =>
  new SluiceError(
    'recorder_down',
    since
      ? `The recorder of this camera was last heard of at ${since}.`
      : 'No recorder has seen this camera yet.',
  );
