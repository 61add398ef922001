import type { SpoolAnswer, SpoolCallName, SpoolCalls, SpoolQuestion } from './spool-messages';

interface Pending {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/** The browser's disk refused a call of the spool. */
export class SpoolError extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }

  get isFull(): boolean {
    return this.name === 'QuotaExceededError';
  }
}

/** The page's end of the worker that keeps the chunks. */
export class Spool {
  private readonly pending = new Map<number, Pending>();
  private nextId = 0;
  private readonly worker = new Worker(new URL('./spool-worker.ts', import.meta.url), { type: 'module' });

  constructor() {
    this.worker.addEventListener('message', ({ data }: MessageEvent<SpoolAnswer>) => {
      const asked = this.pending.get(data.id);
      this.pending.delete(data.id);
      if (data.ok) asked?.resolve(data.value);
      else asked?.reject(new SpoolError(data.errorName, data.errorMessage));
    });
    this.worker.addEventListener('error', ({ message }) => {
      for (const asked of this.pending.values()) asked.reject(new SpoolError('WorkerFailed', message));
      this.pending.clear();
    });
  }

  /** What is in `transfer` is gone from the page; the rest is copied. */
  call<Name extends SpoolCallName>(
    name: Name,
    args: Parameters<SpoolCalls[Name]>,
    transfer: Transferable[] = [],
  ): ReturnType<SpoolCalls[Name]> {
    const id = this.nextId++;
    const question: SpoolQuestion<Name> = { id, name, args };
    const answer = new Promise<unknown>((resolve, reject) => this.pending.set(id, { resolve, reject }));
    this.worker.postMessage(question, transfer);
    return answer as ReturnType<SpoolCalls[Name]>;
  }
}

let shared: Spool | undefined;
/** One for the page, whoever needs it. */
export function pageSpool(): Spool {
  shared ??= new Spool();
  return shared;
}
