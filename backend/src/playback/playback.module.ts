import { Module } from '@nestjs/common';
import { objectStorageProvider } from '../object-storage.provider.js';
import { PlaybackController } from './playback.controller.js';
import { PlaybackService } from './playback.service.js';

@Module({ controllers: [PlaybackController], providers: [PlaybackService, objectStorageProvider] })
export class PlaybackModule {}
