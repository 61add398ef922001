import { sessionListSchema, type SessionView, type UserView } from '@sluice/vod';
import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentSessionId, CurrentUser } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { Sessions } from './sessions.service.js';

@ApiTags('accounts')
@Controller('api/auth/sessions')
export class SessionsController {
  constructor(private readonly sessions: Sessions) {}

  @ApiOperation({ summary: 'The browsers that you are signed in with, newest first.' })
  @Get()
  @Access('session')
  @Answers(200, sessionListSchema, 'The sessions')
  @Fails('unauthenticated', 'session_required')
  async list(
    @CurrentUser() user: UserView,
    @CurrentSessionId() sessionId: string,
  ): Promise<{ items: SessionView[] }> {
    return { items: await this.sessions.list(user, sessionId) };
  }

  @ApiOperation({ summary: 'Sign out everywhere but here. API tokens stay.' })
  @Delete()
  @HttpCode(204)
  @Access('session')
  @Answers(204, null, 'Ended')
  @Fails('unauthenticated', 'session_required', 'cross_site_request')
  endOthers(@CurrentUser() user: UserView, @CurrentSessionId() sessionId: string): Promise<void> {
    return this.sessions.endOthers(user, sessionId);
  }

  @ApiOperation({ summary: 'Sign one browser out; it is at once.' })
  @Delete(':id')
  @HttpCode(204)
  @Access('session')
  @Answers(204, null, 'Ended')
  @Fails(
    'validation_failed',
    'unauthenticated',
    'session_required',
    'session_not_found',
    'cross_site_request',
  )
  end(@CurrentUser() user: UserView, @Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    return this.sessions.end(user, id);
  }
}
