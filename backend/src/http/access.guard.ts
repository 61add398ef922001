import { SluiceError } from '@sluice/vod';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthenticationService } from '../accounts/authentication.service.js';
import { Participants } from '../rooms/participants.service.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import {
  ACCESS_LEVEL,
  safeMethods,
  type AccessLevel,
  type AuthenticatedRequest,
} from './access.decorator.js';
import { isCrossSite } from './cross-site.js';
import { NOT_LIMITED } from './not-limited.decorator.js';
import { RequestLimits } from './request-limits.service.js';

/** Finds out who calls and whether they may. Runs before anything of an upload is read. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: AuthenticationService,
    private readonly participants: Participants,
    private readonly limits: RequestLimits,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const level = this.reflector.getAllAndOverride<AccessLevel | undefined>(ACCESS_LEVEL, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!level)
      throw new Error(`${context.getClass().name}.${context.getHandler().name} does not say who may call it`);
    const bearer = bearerToken(request);
    const participantToken = request.header(participantTokenHeader);
    if (
      !bearer &&
      !participantToken &&
      !safeMethods.has(request.method) &&
      isCrossSite(request, this.settings.PUBLIC_URL)
    )
      throw new SluiceError('cross_site_request');
    if (bearer || participantToken) await this.limits.refuseGuessers(request);
    await this.identify(request, bearer, participantToken).catch(async (error: unknown) => {
      if (error instanceof SluiceError && error.entry.status === 401) await this.limits.countFailure(request);
      throw error;
    });
    if (!this.reflector.getAllAndOverride(NOT_LIMITED, [context.getHandler(), context.getClass()]))
      await this.limits.countCall(request);
    if (level === 'participant' && !request.participant) throw new SluiceError('participant_unknown');
    if (level === 'participant' || (level === 'room' && request.participant)) return true;
    if (level !== 'anyone' && !request.user) throw new SluiceError('unauthenticated');
    if (level === 'session' && !request.sessionId) throw new SluiceError('session_required');
    if (level === 'admin' && request.user?.role !== 'admin') throw new SluiceError('forbidden');
    return true;
  }

  private async identify(
    request: AuthenticatedRequest,
    bearer: string | null,
    participantToken: string | undefined,
  ): Promise<void> {
    const session = bearer ? null : await this.authentication.bySessionCookie(request.headers.cookie);
    request.sessionId = session?.sessionId ?? null;
    request.user = bearer ? await this.authentication.byApiToken(bearer) : (session?.user ?? null);
    request.participant = participantToken ? await this.participants.byToken(participantToken) : null;
  }
}

/** No other site can send it, and no browser sends it by itself. */
const participantTokenHeader = 'Participant-Token';

const bearerToken = (request: AuthenticatedRequest): string | null =>
  /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
