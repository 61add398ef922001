import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokensService } from './api-tokens.service.js';
import { AuthenticationController } from './authentication.controller.js';
import { AuthenticationService } from './authentication.service.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

/** Guessing passwords: ten tries a minute from one address, and thirty in ten minutes at one account from anywhere. */
const loginLimits = [
  { name: 'default', ttl: 60_000, limit: 10 },
  {
    name: 'account',
    ttl: 600_000,
    limit: 30,
    getTracker: ({ body, ip }: { body?: { email?: unknown }; ip?: string }) =>
      String(body?.email ?? ip).toLowerCase(),
  },
];

@Module({
  imports: [ThrottlerModule.forRoot(loginLimits)],
  controllers: [AuthenticationController, ApiTokensController, UsersController],
  providers: [AuthenticationService, UsersService, ApiTokensService],
  exports: [AuthenticationService],
})
export class AccountsModule {}
