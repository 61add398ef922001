import { Module } from '@nestjs/common';
import { ClipsModule } from '../clips/clips.module.js';
import { VideosModule } from '../videos/videos.module.js';
import { PlaybackController } from './playback.controller.js';
import { PlaybackService } from './playback.service.js';

@Module({
  imports: [VideosModule, ClipsModule],
  controllers: [PlaybackController],
  providers: [PlaybackService],
})
export class PlaybackModule {}
