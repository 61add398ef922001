import { ClipTransitions, VideoTransitions } from '@sluice/database';
import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { QueueModule } from '../queue/queue.module.js';
import { GrowingVideos } from './growing-videos.service.js';
import { MediaTickets } from './media-tickets.service.js';
import { VideoReader } from './video-reader.service.js';
import { VideosController } from './videos.controller.js';
import { VideosService } from './videos.service.js';

@Module({
  imports: [QueueModule],
  controllers: [VideosController],
  providers: [
    {
      provide: VideoTransitions,
      inject: [DataSource],
      useFactory: (database: DataSource) => new VideoTransitions(database),
    },
    {
      provide: ClipTransitions,
      inject: [DataSource],
      useFactory: (database: DataSource) => new ClipTransitions(database),
    },
    GrowingVideos,
    MediaTickets,
    VideoReader,
    VideosService,
  ],
  exports: [VideosService, VideoReader, GrowingVideos, MediaTickets, VideoTransitions, ClipTransitions],
})
export class VideosModule {}
