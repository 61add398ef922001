import { RecordingTransitions } from '@sluice/database';
import { Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { SoleRunner } from '../reconciler/sole-runner.service.js';
import { VideosModule } from '../videos/videos.module.js';
import { ClockController } from './clock.controller.js';
import { Participants } from './participants.service.js';
import { RecordingChunks } from './recording-chunks.service.js';
import { RecordingSender } from './recording-sender.service.js';
import { RecordingSweeper } from './recording-sweeper.service.js';
import { RecordingsController } from './recordings.controller.js';
import { Recordings } from './recordings.service.js';
import { RoomReader } from './room-reader.service.js';
import { RoomsController } from './rooms.controller.js';
import { RoomsGateway } from './rooms.gateway.js';
import { Rooms } from './rooms.service.js';
import { TakesController } from './takes.controller.js';
import { Takes } from './takes.service.js';

/** Global for the access guard, which knows participants by their tokens. */
@Global()
@Module({
  imports: [AccountsModule, QueueModule, VideosModule],
  controllers: [RoomsController, RecordingsController, TakesController, ClockController],
  providers: [
    {
      provide: RecordingTransitions,
      inject: [DataSource],
      useFactory: (database: DataSource) => new RecordingTransitions(database),
    },
    SoleRunner,
    Rooms,
    RoomReader,
    Participants,
    Recordings,
    Takes,
    RecordingChunks,
    RecordingSender,
    RecordingSweeper,
    RoomsGateway,
  ],
  exports: [Participants],
})
export class RoomsModule {}
