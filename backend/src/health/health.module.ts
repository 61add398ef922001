import { Module } from '@nestjs/common';
import { QueueModule } from '../queue/queue.module.js';
import { objectStorageProvider } from '../object-storage.provider.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';

@Module({
  imports: [QueueModule],
  controllers: [HealthController],
  providers: [HealthService, objectStorageProvider],
})
export class HealthModule {}
