import {
  accountInviteListSchema,
  createAccountInviteSchema,
  newAccountInviteSchema,
  type AccountInviteView,
  type CreateAccountInvite,
  type NewAccountInviteView,
  type UserView,
} from '@sluice/vod';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentUser } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { AccountInvites } from './account-invites.service.js';

@ApiTags('accounts')
@Controller('api/account-invites')
export class AccountInvitesController {
  constructor(private readonly invites: AccountInvites) {}

  @ApiOperation({ summary: 'Make a link with which somebody makes an account, once. Administrators only.' })
  @Post()
  @Access('admin')
  @Answers(201, newAccountInviteSchema, 'The link, told this once')
  @Fails(
    'validation_failed',
    'bad_json',
    'unauthenticated',
    'forbidden',
    'registration_closed',
    'cross_site_request',
  )
  create(
    @CurrentUser() user: UserView,
    @Body({ schema: createAccountInviteSchema }) body: CreateAccountInvite,
  ): Promise<NewAccountInviteView> {
    return this.invites.create(user, body);
  }

  @ApiOperation({ summary: 'All invitations, newest first. Administrators only.' })
  @Get()
  @Access('admin')
  @Answers(200, accountInviteListSchema, 'The invitations, without their links')
  @Fails('unauthenticated', 'forbidden')
  async list(): Promise<{ items: AccountInviteView[] }> {
    return { items: await this.invites.list() };
  }

  @ApiOperation({
    summary: 'Take an invitation back; an account that was made with it stays. Administrators only.',
  })
  @Delete(':id')
  @HttpCode(204)
  @Access('admin')
  @Answers(204, null, 'Its link makes no account any more')
  @Fails(
    'validation_failed',
    'unauthenticated',
    'forbidden',
    'account_invite_not_found',
    'cross_site_request',
  )
  revoke(@Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    return this.invites.revoke(id);
  }
}
