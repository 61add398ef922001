import type { Queue } from 'bull';

const script = `
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[1], 'data') == 1 then return 0 end
return redis.call('DEL', KEYS[1])`;

/**
 * Removes what is left of a job that Redis forgot (FLUSHALL) while a worker was taking it: Bull then writes single
 * fields of it again, which no worker can run, and with which every later job of this id would be ignored for ever.
 */
export async function forgetTornJob(queue: Queue, jobId: string): Promise<void> {
  await queue.client.eval(script, 1, queue.toKey(jobId));
}
