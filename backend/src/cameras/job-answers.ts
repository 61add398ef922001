import { randomUUID } from 'node:crypto';
import { openSubscriber } from '@sluice/queue';
import { SluiceError } from '@sluice/vod';
import type { Job, Queue } from 'bull';

/** Long enough for whoever asked to read the answer. */
const answerKeptSec = 60;
/** While Redis goes away for a moment, it tells nobody of what ends. */
const lookEveryMs = 1000;

/**
 * Waits for what jobs of a queue answer. Not with Bull's `finished()`: of a job that is removed because it came too late
 * that asks Redis for ever, and the first time that Redis is away nobody catches what it throws, which ends the process.
 */
export class JobAnswers {
  private readonly looks = new Map<string, () => void>();
  private readonly subscriber;

  constructor(
    private readonly queue: Queue,
    redisUrl: string,
  ) {
    this.subscriber = openSubscriber(redisUrl);
    this.subscriber.on('message', (_: string, text: string) => {
      const { jobId } = JSON.parse(text) as { jobId: string };
      this.looks.get(jobId)?.();
    });
    // it subscribes by itself once Redis is there
    void this.subscriber.subscribe(queue.toKey('completed'), queue.toKey('failed')).catch(() => undefined);
  }

  /** Throws `recorder_down` when there is no answer in time, or no Redis; what the job failed with. */
  async ask(name: string, data: object, limitMs: number): Promise<unknown> {
    const jobId = randomUUID();
    const kept = { age: answerKeptSec };
    const added = this.queue.add(name, data, { jobId, removeOnComplete: kept, removeOnFail: kept });
    try {
      return await this.answerTo(jobId, added, limitMs);
    } finally {
      // it may hold a camera's password
      added.then((job) => job.remove()).catch(() => undefined);
    }
  }

  close(): void {
    this.subscriber.disconnect();
  }

  private async answerTo(jobId: string, added: Promise<Job>, limitMs: number): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    let looking: NodeJS.Timeout | undefined;
    const answer = new Promise<unknown>((resolve, reject) => {
      const look = async (): Promise<void> => {
        const job = await this.queue.getJob(jobId);
        if (!job?.finishedOn) return;
        if (job.failedReason) reject(new Error(job.failedReason));
        else resolve(job.returnvalue);
      };
      const tryToLook = (): void => void look().catch(() => undefined);
      this.looks.set(jobId, tryToLook);
      looking = setInterval(tryToLook, lookEveryMs);
      timer = setTimeout(() => reject(noAnswer()), limitMs);
      added.catch((error: unknown) => reject(noRedis(error)));
    });
    return answer.finally(() => {
      clearTimeout(timer);
      clearInterval(looking);
      this.looks.delete(jobId);
    });
  }
}

const noAnswer = (): SluiceError => new SluiceError('recorder_down', 'No recorder has answered in time.');

const noRedis = (cause: unknown): SluiceError =>
  new SluiceError('recorder_down', 'Redis, through which recorders are asked, cannot be reached.', { cause });
