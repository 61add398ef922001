import { Module } from '@nestjs/common';
import { CameraPlaylistsController } from '../cameras/camera-playlists.controller.js';
import { CamerasController } from '../cameras/cameras.controller.js';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CamerasModule } from '../cameras/cameras.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { SoleRunner } from '../reconciler/sole-runner.service.js';
import { VideosModule } from '../videos/videos.module.js';
import { ClipEnding } from './clip-ending.service.js';
import { ClipFootage } from './clip-footage.service.js';
import { ClipPreview } from './clip-preview.service.js';
import { ClipSweeper } from './clip-sweeper.service.js';
import { ClipsController } from './clips.controller.js';
import { Clips } from './clips.service.js';
import { SnapshotsController } from './snapshots.controller.js';
import { Snapshots } from './snapshots.service.js';

/** Everything that is done with cameras: removing one also ends what is recorded from it. */
@Module({
  imports: [AccountsModule, CamerasModule, QueueModule, VideosModule],
  controllers: [CamerasController, CameraPlaylistsController, ClipsController, SnapshotsController],
  providers: [Clips, ClipEnding, ClipFootage, ClipPreview, ClipSweeper, Snapshots, SoleRunner],
  exports: [ClipPreview],
})
export class ClipsModule {}
