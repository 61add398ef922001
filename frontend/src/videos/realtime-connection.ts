import type { ClientToServerEvents, ServerToClientEvents } from '@sluice/vod';
import type { QueryClient } from '@tanstack/react-query';
import { io, type Socket } from 'socket.io-client';
import { dropVideo, putVideo } from './video-cache';
import { videoKeys } from './video-keys';

/** New videos come in bursts: one look at the lists serves them all. */
const listRefreshDelayMs = 800;

/**
 * The one socket of the page. Whoever shows a video or the gallery holds a subscription, and every subscription is
 * said again on every connect, because the server forgets a client that went away.
 */
export class RealtimeConnection {
  private readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  private readonly videoWatchers = new Map<string, number>();
  private galleryWatchers = 0;
  private wasConnected = false;
  private listRefresh: number | undefined;

  constructor(private readonly queryClient: QueryClient) {
    this.socket = io({ path: '/socket.io', autoConnect: false });
    this.socket.on('connect', this.subscribeAgain);
    this.socket.on('video_updated', (video) => {
      if (putVideo(this.queryClient, video)) this.refreshListsSoon();
    });
    this.socket.on('video_deleted', ({ videoId }) => dropVideo(this.queryClient, videoId));
  }

  readonly isConnected = (): boolean => this.socket.connected;

  readonly onConnectionChange = (listener: () => void): (() => void) => {
    this.socket.on('connect', listener);
    this.socket.on('disconnect', listener);
    return () => {
      this.socket.off('connect', listener);
      this.socket.off('disconnect', listener);
    };
  };

  /** The cookie is read when the socket opens: after signing in or out it must open anew. */
  reopen(): void {
    this.socket.disconnect().connect();
  }

  watchVideo(videoId: string): () => void {
    const watchers = this.videoWatchers.get(videoId) ?? 0;
    this.videoWatchers.set(videoId, watchers + 1);
    if (watchers === 0 && this.socket.connected) this.socket.emit('watch_video', { videoId });
    return () => {
      const left = (this.videoWatchers.get(videoId) ?? 1) - 1;
      if (left > 0) {
        this.videoWatchers.set(videoId, left);
        return;
      }
      this.videoWatchers.delete(videoId);
      if (this.socket.connected) this.socket.emit('unwatch_video', { videoId });
    };
  }

  watchGallery(): () => void {
    this.galleryWatchers += 1;
    if (this.galleryWatchers === 1 && this.socket.connected) this.socket.emit('watch_gallery');
    return () => {
      this.galleryWatchers -= 1;
    };
  }

  private readonly subscribeAgain = (): void => {
    if (this.galleryWatchers > 0) this.socket.emit('watch_gallery');
    for (const videoId of this.videoWatchers.keys()) this.socket.emit('watch_video', { videoId });
    // What happened while the line was down was told to nobody.
    if (this.wasConnected) void this.queryClient.invalidateQueries({ queryKey: videoKeys.all });
    this.wasConnected = true;
  };

  private refreshListsSoon(): void {
    window.clearTimeout(this.listRefresh);
    this.listRefresh = window.setTimeout(() => {
      void this.queryClient.invalidateQueries({ queryKey: videoKeys.lists });
    }, listRefreshDelayMs);
  }
}
