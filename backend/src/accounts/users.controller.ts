import { createUserSchema, userListSchema, userSchema, type CreateUser, type UserView } from '@sluice/vod';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { UsersService } from './users.service.js';

@ApiTags('accounts')
@Controller('api/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @ApiOperation({ summary: 'Everybody with an account. Administrators only.' })
  @Get()
  @Access('admin')
  @Answers(200, userListSchema, 'The accounts')
  @Fails('unauthenticated', 'forbidden')
  async list(): Promise<{ items: UserView[] }> {
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
}
