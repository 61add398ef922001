interface Download {
  done: Promise<void>;
  waiting: number;
  controller: AbortController;
}

/** What this process is fetching: whoever wants the same waits for the same download. */
export class SharedDownloads {
  readonly #running = new Map<string, Download>();

  /** Waits for the download of that name, which `start` begins if there is none. The last who stops waiting ends it. */
  async join(
    name: string,
    signal: AbortSignal,
    start: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    signal.throwIfAborted();
    const download = this.#running.get(name) ?? this.#begin(name, start);
    download.waiting += 1;
    try {
      await unlessAborted(download.done, signal);
    } finally {
      download.waiting -= 1;
      if (download.waiting === 0) this.#end(name, download);
    }
  }

  #begin(name: string, start: (signal: AbortSignal) => Promise<void>): Download {
    const controller = new AbortController();
    const download = { done: start(controller.signal), waiting: 0, controller };
    // told to those who wait; perhaps nobody does any more
    download.done.catch(() => undefined);
    this.#running.set(name, download);
    return download;
  }

  /** Whoever comes now begins anew, also while the old one is still putting its things away. */
  #end(name: string, download: Download): void {
    download.controller.abort();
    if (this.#running.get(name) === download) this.#running.delete(name);
  }
}

/** Work that goes on for others when the signal ends our waiting. */
function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopWaiting = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', stopWaiting, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stopWaiting));
  });
}
