import { Module } from '@nestjs/common';
import { ReceiveChunk } from './receive-chunk.service.js';
import { RecordingChunksController } from './recording-chunks.controller.js';

@Module({ controllers: [RecordingChunksController], providers: [ReceiveChunk] })
export class RecordingChunksModule {}
