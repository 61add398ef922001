import {
  meSchema,
  registerSchema,
  registrationLinkQuerySchema,
  registrationLinkSchema,
  type Me,
  type Register,
  type RegistrationLink,
  type RegistrationLinkQuery,
} from '@sluice/vod';
import { Body, Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ThrottlerGuard } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { NotAudited } from '../audit/not-audited.decorator.js';
import { Access } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { AccountInvites } from './account-invites.service.js';
import { SignIn } from './sign-in.service.js';

@ApiTags('accounts')
@Controller('api/auth/register')
@UseGuards(ThrottlerGuard)
export class RegistrationController {
  constructor(
    private readonly invites: AccountInvites,
    private readonly signIn: SignIn,
  ) {}

  @ApiOperation({ summary: 'What an invitation to make an account is good for.' })
  @Get()
  @Access('anyone')
  @Answers(200, registrationLinkSchema, 'It is good')
  @Fails('validation_failed', 'registration_closed', 'registration_link_invalid', 'too_many_requests')
  look(
    @Query({ schema: registrationLinkQuerySchema }) { token }: RegistrationLinkQuery,
  ): Promise<RegistrationLink> {
    return this.invites.look(token);
  }

  @ApiOperation({ summary: 'Make an account with an invitation, and sign in.' })
  @Post()
  @Access('anyone')
  @NotAudited('records itself, with the account that it makes')
  @Answers(201, meSchema, 'The account exists and is signed in')
  @Fails(
    'validation_failed',
    'bad_json',
    'registration_closed',
    'registration_link_invalid',
    'email_taken',
    'cross_site_request',
    'too_many_requests',
  )
  async register(
    @Body({ schema: registerSchema }) body: Register,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Me> {
    const user = await this.invites.register(body);
    return this.signIn.into(user, 'Registration_register', request, response);
  }
}
