import {
  accountListSchema,
  accountSchema,
  createUserSchema,
  updateUserSchema,
  userSchema,
  type AccountView,
  type CreateUser,
  type UpdateUser,
  type UserView,
} from '@sluice/vod';
import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentUser } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { UsersService } from './users.service.js';

@ApiTags('accounts')
@Controller('api/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @ApiOperation({ summary: 'Everybody with an account, and what they use. Administrators only.' })
  @Get()
  @Access('admin')
  @Answers(200, accountListSchema, 'The accounts, oldest first')
  @Fails('unauthenticated', 'forbidden')
  async list(): Promise<{ items: AccountView[] }> {
    return { items: await this.users.list() };
  }

  @ApiOperation({ summary: 'Make an account. Administrators only.' })
  @Post()
  @Access('admin')
  @Answers(201, userSchema, 'The account')
  @Fails('validation_failed', 'bad_json', 'unauthenticated', 'forbidden', 'email_taken', 'cross_site_request')
  create(@Body({ schema: createUserSchema }) body: CreateUser): Promise<UserView> {
    return this.users.create(body);
  }

  @ApiOperation({
    summary:
      'Change role and quotas, or disable an account, which ends its sessions and refuses its API tokens at once. Administrators only.',
  })
  @Patch(':id')
  @Access('admin')
  @Answers(200, accountSchema, 'The account as it is now')
  @Fails(
    'validation_failed',
    'bad_json',
    'unauthenticated',
    'forbidden',
    'user_not_found',
    'last_administrator',
    'cross_site_request',
  )
  update(
    @CurrentUser() administrator: UserView,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: updateUserSchema }) change: UpdateUser,
  ): Promise<AccountView> {
    return this.users.update(administrator, id, change);
  }
}
