import {
  chunkRemovalLock,
  giveUpChunks,
  RecordingTransitions,
  recordingsLock,
  sweepRecordings,
  type RecordingPatience,
} from '@sluice/database';
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { SoleRunner } from '../reconciler/sole-runner.service.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { RecordingSender } from './recording-sender.service.js';

const tickMs = 1000;
const removeMs = 60_000;

/** Moves recordings on, from rows alone: whatever a browser, a worker or this process has forgotten. */
@Injectable()
export class RecordingSweeper {
  private readonly patience: RecordingPatience;

  constructor(
    private readonly database: DataSource,
    private readonly transitions: RecordingTransitions,
    private readonly sender: RecordingSender,
    private readonly sole: SoleRunner,
    private readonly logger: PinoLogger,
    @Inject(BACKEND_SETTINGS) settings: BackendSettings,
  ) {
    this.patience = {
      vanishedSec: settings.RECORDING_VANISHED_SECONDS,
      graceSec: settings.RECORDING_GRACE_SECONDS,
      keepChunksHours: settings.RECORDING_KEEP_HOURS,
    };
  }

  @Interval(tickMs)
  sweep(): Promise<void> {
    return this.sole.run(recordingsLock, async () => {
      const swept = await sweepRecordings(this.database, this.transitions, this.patience);
      for (const [what, ids] of Object.entries(swept) as [keyof typeof swept, string[]][])
        for (const recordingId of ids) this.logger.info({ recordingId }, `recording ${what}`);
      await this.sender.sendWaiting();
    });
  }

  @Interval(removeMs)
  removeChunks(): Promise<void> {
    return this.sole.run(chunkRemovalLock, async () => {
      for (const recordingId of await giveUpChunks(this.database, this.patience))
        this.logger.info({ recordingId }, 'chunks given up: the films have been ready for long');
    });
  }
}
