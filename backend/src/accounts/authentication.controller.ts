import {
  changePasswordSchema,
  loginSchema,
  meSchema,
  setupSchema,
  SluiceError,
  usageSchema,
  type ChangePassword,
  type Login,
  type Me,
  type Setup,
  type Usage,
  type UserView,
} from '@sluice/vod';
import { Body, Controller, Get, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ThrottlerGuard } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { AuditLog } from '../audit/audit-log.service.js';
import { NotAudited } from '../audit/not-audited.decorator.js';
import { Access, CurrentSessionId, CurrentUser } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { AuthenticationService } from './authentication.service.js';
import { FirstAdministrator } from './first-administrator.service.js';
import { Passwords } from './passwords.service.js';
import { clearSessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.service.js';
import { SignIn } from './sign-in.service.js';
import { UsageService } from './usage.service.js';

const loginAction = 'Authentication_login';

@ApiTags('accounts')
@Controller('api/auth')
export class AuthenticationController {
  constructor(
    private readonly authentication: AuthenticationService,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly passwords: Passwords,
    private readonly usage: UsageService,
    private readonly firstAdministrator: FirstAdministrator,
    private readonly audit: AuditLog,
  ) {}

  @ApiOperation({ summary: 'Sign in: sets the session cookie.' })
  @Post('login')
  @HttpCode(200)
  @Access('anyone')
  @NotAudited('records itself, also when it fails')
  @UseGuards(ThrottlerGuard)
  @Answers(200, meSchema, 'Signed in; the cookie is set')
  @Fails(
    'validation_failed',
    'bad_json',
    'invalid_credentials',
    'account_disabled',
    'cross_site_request',
    'too_many_requests',
  )
  async login(
    @Body({ schema: loginSchema }) { email, password }: Login,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Me> {
    try {
      const user = await this.authentication.byPassword(email, password);
      return await this.signIn.into(user, loginAction, request, response);
    } catch (error) {
      if (error instanceof SluiceError)
        await this.audit.recordRefusal(loginAction, email, error.code, request.ip);
      throw error;
    }
  }

  @ApiOperation({
    summary: 'Make the first administrator through the one-time link that the start prints, and sign in.',
  })
  @Post('setup')
  @HttpCode(201)
  @Access('anyone')
  @NotAudited('records itself: nobody has an account yet')
  @UseGuards(ThrottlerGuard)
  @Answers(201, meSchema, 'The administrator exists and is signed in')
  @Fails(
    'validation_failed',
    'bad_json',
    'setup_link_invalid',
    'setup_closed',
    'email_taken',
    'cross_site_request',
    'too_many_requests',
  )
  async setUp(
    @Body({ schema: setupSchema }) setup: Setup,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Me> {
    const user = await this.firstAdministrator.setUp(setup);
    return this.signIn.into(user, 'Authentication_setUp', request, response);
  }

  @ApiOperation({ summary: 'Sign out: ends the session and clears the cookie.' })
  @Post('logout')
  @HttpCode(204)
  @Access('anyone')
  @Answers(204, null, 'Signed out')
  @Fails('cross_site_request')
  async logout(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.sessions.close(request.headers.cookie);
    clearSessionCookie(response, request.secure);
  }

  @ApiOperation({
    summary:
      'Change your password. Ends your other sessions and all of your API tokens: whoever had the old one may have made some.',
  })
  @Post('password')
  @HttpCode(204)
  @Access('session')
  @UseGuards(ThrottlerGuard)
  @Answers(204, null, 'Changed; this session goes on')
  @Fails(
    'validation_failed',
    'bad_json',
    'unauthenticated',
    'session_required',
    'wrong_password',
    'cross_site_request',
    'too_many_requests',
  )
  changePassword(
    @CurrentUser() user: UserView,
    @CurrentSessionId() sessionId: string,
    @Body({ schema: changePasswordSchema }) body: ChangePassword,
  ): Promise<void> {
    return this.passwords.change(user, sessionId, body);
  }

  @ApiOperation({ summary: 'Who is signed in, and what the platform lets them do.' })
  @Get('me')
  @Access('anyone')
  @Answers(200, meSchema, 'user is null when nobody is signed in')
  me(@CurrentUser() user: UserView | null): Promise<Me> {
    return this.signIn.me(user);
  }

  @ApiOperation({ summary: 'What you use of your quota.' })
  @Get('usage')
  @Access('account')
  @Answers(200, usageSchema, 'Bytes of originals, and videos')
  @Fails('unauthenticated')
  used(@CurrentUser() user: UserView): Promise<Usage> {
    return this.usage.of(user);
  }
}
