import {
  createTokenSchema,
  newTokenSchema,
  tokenListSchema,
  type CreateToken,
  type NewTokenView,
  type TokenView,
  type UserView,
} from '@sluice/vod';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentSessionId, CurrentUser } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { ApiTokensService } from './api-tokens.service.js';

@ApiTags('accounts')
@Controller('api/auth/tokens')
export class ApiTokensController {
  constructor(private readonly tokens: ApiTokensService) {}

  @ApiOperation({ summary: 'Make an API token; it is shown this once.' })
  @Post()
  // a token that could make tokens would never have to end
  @Access('session')
  @Answers(201, newTokenSchema, 'The token')
  @Fails('validation_failed', 'bad_json', 'unauthenticated', 'session_required', 'cross_site_request')
  create(
    @CurrentUser() user: UserView,
    @CurrentSessionId() sessionId: string,
    @Body({ schema: createTokenSchema }) body: CreateToken,
  ): Promise<NewTokenView> {
    return this.tokens.create(user, sessionId, body);
  }

  @ApiOperation({ summary: 'Your API tokens, newest first.' })
  @Get()
  @Access('account')
  @Answers(200, tokenListSchema, 'The tokens, without their secrets')
  @Fails('unauthenticated')
  async list(@CurrentUser() user: UserView): Promise<{ items: TokenView[] }> {
    return { items: await this.tokens.list(user) };
  }

  @ApiOperation({ summary: 'Revoke an API token; it stops working at once.' })
  @Delete(':id')
  @HttpCode(204)
  @Access('account')
  @Answers(204, null, 'Revoked')
  @Fails('validation_failed', 'unauthenticated', 'token_not_found', 'cross_site_request')
  revoke(@CurrentUser() user: UserView, @Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    return this.tokens.revoke(user, id);
  }
}
