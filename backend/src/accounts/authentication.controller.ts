import {
  loginSchema,
  meSchema,
  setupSchema,
  type Login,
  type Me,
  type Setup,
  type UserView,
} from '@sluice/vod';
import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ThrottlerGuard } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { Access, CurrentUser } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { AuthenticationService } from './authentication.service.js';
import { clearSessionCookie, setSessionCookie } from './session-cookie.js';
import { UsersService } from './users.service.js';

@ApiTags('accounts')
@Controller('api/auth')
export class AuthenticationController {
  constructor(
    private readonly authentication: AuthenticationService,
    private readonly users: UsersService,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  @ApiOperation({ summary: 'Sign in: sets the session cookie.' })
  @Post('login')
  @HttpCode(200)
  @Access('anyone')
  @UseGuards(ThrottlerGuard)
  @Answers(200, meSchema, 'Signed in; the cookie is set')
  @Fails('validation_failed', 'bad_json', 'invalid_credentials', 'cross_site_request', 'too_many_requests')
  async login(
    @Body({ schema: loginSchema }) { email, password }: Login,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Me> {
    return this.signIn(await this.authentication.byPassword(email, password), request, response);
  }

  @ApiOperation({
    summary: 'Make the first administrator through the one-time link that the start prints, and sign in.',
  })
  @Post('setup')
  @HttpCode(201)
  @Access('anyone')
  @UseGuards(ThrottlerGuard)
  @Answers(201, meSchema, 'The administrator exists and is signed in')
  @Fails(
    'validation_failed',
    'bad_json',
    'setup_link_invalid',
    'setup_closed',
    'cross_site_request',
    'too_many_requests',
  )
  async setUp(
    @Body({ schema: setupSchema }) setup: Setup,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Me> {
    return this.signIn(await this.users.setUp(setup), request, response);
  }

  @ApiOperation({ summary: 'Sign out: ends the session and clears the cookie.' })
  @Post('logout')
  @HttpCode(204)
  @Access('anyone')
  @Answers(204, null, 'Signed out')
  @Fails('cross_site_request')
  async logout(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.authentication.closeSession(request.headers.cookie);
    clearSessionCookie(response, request.secure);
  }

  @ApiOperation({ summary: 'Who is signed in, and what the platform lets them do.' })
  @Get('me')
  @Access('anyone')
  @Answers(200, meSchema, 'user is null when nobody is signed in')
  async me(@CurrentUser() user: UserView | null): Promise<Me> {
    return {
      user,
      setupNeeded: user ? false : await this.users.isSetupNeeded(),
      uploadMaxBytes: this.settings.UPLOAD_MAX_BYTES,
    };
  }

  /** A new session at every sign-in: one that an attacker planted before is worth nothing. */
  private async signIn(user: UserView, request: Request, response: Response): Promise<Me> {
    await this.authentication.closeSession(request.headers.cookie);
    setSessionCookie(response, await this.authentication.openSession(user), request.secure);
    return this.me(user);
  }
}
