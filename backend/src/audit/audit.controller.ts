import { auditPageSchema, auditQuerySchema, type AuditPage, type AuditQuery } from '@sluice/vod';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { AuditLog } from './audit-log.service.js';

@ApiTags('accounts')
@Controller('api/audit')
export class AuditController {
  constructor(private readonly audit: AuditLog) {}

  @ApiOperation({ summary: 'Who did what, newest first; kept for 400 days. Administrators only.' })
  @Get()
  @Access('admin')
  @Answers(200, auditPageSchema, 'A page')
  @Fails('validation_failed', 'unauthenticated', 'forbidden')
  list(@Query({ schema: auditQuerySchema }) query: AuditQuery): Promise<AuditPage> {
    return this.audit.list(query);
  }
}
