import { z } from 'zod';
import type { VideoView } from '../video/video-schema.js';

/** Socket.IO event names, both ways. State lives in Postgres: events only tell, and a snapshot comes on every (re)connect. */
export const realtimeEvents = {
  watchVideo: 'watch_video',
  unwatchVideo: 'unwatch_video',
  watchGallery: 'watch_gallery',
  videoUpdated: 'video_updated',
  videoDeleted: 'video_deleted',
  problem: 'problem',
} as const;

export const watchVideoSchema = z.object({ videoId: z.uuid() });

export interface ServerToClientEvents {
  video_updated: (video: VideoView) => void;
  video_deleted: (message: { videoId: string }) => void;
  problem: (message: { code: string; detail: string; fix: string }) => void;
}

export interface ClientToServerEvents {
  watch_video: (message: { videoId: string }) => void;
  unwatch_video: (message: { videoId: string }) => void;
  watch_gallery: () => void;
}
