import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { VideosModule } from '../videos/videos.module.js';
import { VideoUpdatesGateway } from './video-updates.gateway.js';

@Module({ imports: [AccountsModule, VideosModule], providers: [VideoUpdatesGateway] })
export class RealtimeModule {}
