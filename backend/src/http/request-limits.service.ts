import { SluiceError } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { normalizeIp } from '@nestjs/throttler';
import type { Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import type { AuthenticatedRequest } from './access.decorator.js';

/** Wrong tokens from one network in a minute. Whoever brings a cookie or nothing at all is not held up by them. */
const failuresMax = 120;

/** How often somebody may call the API, whoever it is. Media are not counted (`@NotLimited`): players fetch what they need. */
@Injectable()
export class RequestLimits {
  private readonly calls: RateLimiterMemory;
  private readonly failures = new RateLimiterMemory({ points: failuresMax, duration: 60 });

  constructor(@Inject(BACKEND_SETTINGS) { API_RATE_LIMIT }: Pick<BackendSettings, 'API_RATE_LIMIT'>) {
    this.calls = new RateLimiterMemory({ points: API_RATE_LIMIT, duration: 60 });
  }

  /** Before the database is asked who it is. Throws `too_many_requests`. */
  async refuseGuessers({ ip, res }: AuthenticatedRequest): Promise<void> {
    const failures = await this.failures.get(networkOf(ip));
    if (failures && failures.remainingPoints <= 0) throw tooMany(failures, res);
  }

  async countFailure({ ip }: AuthenticatedRequest): Promise<void> {
    await this.failures.penalty(networkOf(ip));
  }

  /** Once it is known who calls: their account, their place in a room, else their network. Throws `too_many_requests`. */
  async countCall({ path, user, participant, ip, res }: AuthenticatedRequest): Promise<void> {
    // routes know no case
    if (!path.toLowerCase().startsWith('/api/')) return;
    try {
      await this.calls.consume(user?.id ?? participant?.id ?? networkOf(ip));
    } catch (refusal) {
      throw refusal instanceof RateLimiterRes ? tooMany(refusal, res) : refusal;
    }
  }
}

function tooMany({ msBeforeNext }: RateLimiterRes, response: Response | undefined): SluiceError {
  const waitSec = Math.ceil(msBeforeNext / 1000);
  response?.setHeader('Retry-After', waitSec);
  return new SluiceError('too_many_requests', `Again in ${waitSec} s.`);
}

/** An IPv4 address, or the /64 of an IPv6 one: a single customer has 2^64 of these to come from. */
const networkOf = (address: string | undefined): string => normalizeIp(address ?? '');
