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
import { Injectable } from '@nestjs/common';
import type { Job, Queue } from 'bull';
import { CameraStatuses } from './camera-statuses.service.js';

/** Whoever waits for a picture sees nothing else meanwhile; a camera that is tried may take its time. */
const pictureLimitMs = 5000;
const testLimitMs = 25_000;
/** Long enough for whoever asked to read the answer. */
const answerKeptSec = 60;

/** Asks a recorder, through Redis, and waits for its answer. */
@Injectable()
export class RecorderJobs {
  constructor(
    @InjectQueue(pictureQueueName) private readonly queue: Queue,
    private readonly statuses: CameraStatuses,
  ) {}

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

  private async ask(name: string, data: object, limitMs: number): Promise<unknown> {
    const options = { removeOnComplete: { age: answerKeptSec }, removeOnFail: { age: answerKeptSec } };
    // who takes it later than that does it for nobody
    const order = { ...data, deadlineMs: Date.now() + limitMs };
    const job = await this.queue.add(name, order, options).catch((error: unknown) => {
      throw new SluiceError('recorder_down', 'Redis, through which recorders are asked, cannot be reached.', {
        cause: error,
      });
    });
    return within(job, limitMs);
  }
}

async function within(job: Job, limitMs: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new SluiceError('recorder_down', 'No recorder has answered in time.'));
    }, limitMs);
  });
  const finished = job.finished();
  finished.catch(() => undefined);
  return Promise.race([finished, late]).finally(() => {
    clearTimeout(timer);
    // it may hold a camera's password
    job.remove().catch(() => undefined);
  });
}

const recorderDown = (since: string | undefined): SluiceError =>
  new SluiceError(
    'recorder_down',
    since
      ? `The recorder of this camera was last heard of at ${since}.`
      : 'No recorder has seen this camera yet.',
  );
