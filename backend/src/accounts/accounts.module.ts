import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { AuditModule } from '../audit/audit.module.js';
import { BACKEND_SETTINGS } from '../settings.js';
import { AccountInvitesController } from './account-invites.controller.js';
import { AccountInvites } from './account-invites.service.js';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokensService } from './api-tokens.service.js';
import { AuthenticationController } from './authentication.controller.js';
import { AuthenticationService } from './authentication.service.js';
import { FirstAdministrator } from './first-administrator.service.js';
import { loginLimits } from './login-limits.js';
import { Passwords } from './passwords.service.js';
import { RegistrationController } from './registration.controller.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.service.js';
import { SignIn } from './sign-in.service.js';
import { UsageService } from './usage.service.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [
    ThrottlerModule.forRootAsync({ inject: [BACKEND_SETTINGS], useFactory: loginLimits }),
    AuditModule,
  ],
  controllers: [
    AuthenticationController,
    RegistrationController,
    SessionsController,
    ApiTokensController,
    UsersController,
    AccountInvitesController,
  ],
  providers: [
    AuthenticationService,
    SignIn,
    Sessions,
    Passwords,
    FirstAdministrator,
    UsersService,
    UsageService,
    ApiTokensService,
    AccountInvites,
  ],
  exports: [AuthenticationService, UsageService],
})
export class AccountsModule {}
