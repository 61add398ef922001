import type { CameraView } from '@sluice/vod';
import { useState } from 'react';
import type { TimeRange } from '../stream/stream-times';
import { type PastView, pastViewAt } from './past-view';

/** What lies further back than the line reaches, once somebody goes there; null while the line shows the latest. */
export function usePastView({ dvrUrl, status }: Pick<CameraView, 'dvrUrl' | 'status'>) {
  const [wanted, setWanted] = useState<PastView | null>(null);
  const buffer = bufferOf(status);
  // What the buffer holds no more can't be looked at any longer. A recorder that has just begun knows of none yet.
  const isGone = wanted !== null && buffer !== null && buffer.fromMs >= wanted.toMs;
  const view = isGone ? null : wanted;
  const goTo = (momentMs: number, holes: readonly TimeRange[]) =>
    buffer && setWanted(pastViewAt(dvrUrl, momentMs, buffer, holes));
  return { view, buffer, goTo, leave: () => setWanted(null) };
}

function bufferOf(status: CameraView['status']): TimeRange | null {
  const { oldestFrame = null, newestFrame = null } = status?.buffer ?? {};
  return oldestFrame === null || newestFrame === null
    ? null
    : { fromMs: Date.parse(oldestFrame), toMs: Date.parse(newestFrame) };
}
