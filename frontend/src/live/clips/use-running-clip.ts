import { useEffect } from 'react';
import { useUser } from '../../session/use-me';
import { listVideos } from '../../videos/video-api';
import type { ClipRecording } from './clip-recording';

/** A page that was loaded anew in the middle of a clip goes on with it. */
export function useRunningClip(cameraId: string, recording: ClipRecording): void {
  const userId = useUser()?.id;
  useEffect(() => {
    const asking = new AbortController();
    listVideos({ status: 'uploading' }, null, asking.signal).then(
      ({ items }) => {
        const running = items.find(({ clip, owner }) => clip?.cameraId === cameraId && owner.id === userId);
        if (running && !asking.signal.aborted) recording.takeUp(running);
      },
      // without it, nothing is lost but a click: the clip ends where its page was last heard of
      () => undefined,
    );
    return () => asking.abort();
  }, [cameraId, recording, userId]);
}
