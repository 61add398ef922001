import { type RefObject, useEffect, useState, useSyncExternalStore } from 'react';
import { LiveStream, type StreamSource } from './live-stream';
import { nothingShown, type StreamState } from './stream-state';

/** Binds a media element to a camera's playlist for as long as there is something to play. */
export function useLiveStream(
  mediaRef: RefObject<HTMLVideoElement | null>,
  source: StreamSource | null,
  isCameraLive: boolean,
): LiveStream | null {
  const { url = null, startMs = null } = source ?? {};
  const [stream, setStream] = useState<LiveStream | null>(null);

  useEffect(() => {
    if (!mediaRef.current || url === null || !LiveStream.isSupported()) return;
    const opened = new LiveStream(mediaRef.current, { url, startMs });
    setStream(opened);
    return () => {
      setStream(null);
      opened.close();
    };
  }, [mediaRef, url, startMs]);

  useEffect(() => stream?.expectPictures(isCameraLive), [stream, isCameraLive]);
  return stream;
}

const never = () => () => undefined;
const showsNothing = () => nothingShown;

/** What the stream shows, four times a second. */
export const useStreamState = (stream: LiveStream | null): StreamState =>
  useSyncExternalStore(stream?.subscribe ?? never, stream?.getState ?? showsNothing);
