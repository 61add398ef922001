/** Calls the listener once a second, also in a hidden page. Answers how to stop it. */
export function startBeat(listener: () => void): () => void {
  const worker = new Worker(new URL('./beat-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', listener);
  return () => worker.terminate();
}
