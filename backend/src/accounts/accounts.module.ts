import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokensService } from './api-tokens.service.js';
import { AuthenticationController } from './authentication.controller.js';
import { AuthenticationService } from './authentication.service.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

/** Guessing passwords: ten tries a minute from one address. */
const loginLimit = { ttl: 60_000, limit: 10 };

@Module({
  imports: [ThrottlerModule.forRoot([loginLimit])],
  controllers: [AuthenticationController, ApiTokensController, UsersController],
  providers: [AuthenticationService, UsersService, ApiTokensService],
  exports: [AuthenticationService],
})
export class AccountsModule {}
