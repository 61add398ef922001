import { SluiceError } from '@sluice/vod';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthenticationService } from '../accounts/authentication.service.js';
import { Participants } from '../rooms/participants.service.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { ACCESS_LEVEL, type AccessLevel, type AuthenticatedRequest } from './access.decorator.js';
import { isCrossSite } from './cross-site.js';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Finds out who calls and whether they may. Runs before anything of an upload is read. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: AuthenticationService,
    private readonly participants: Participants,
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
    request.user = bearer
      ? await this.authentication.byApiToken(bearer)
      : await this.authentication.bySessionCookie(request.headers.cookie);
    request.participant = participantToken ? await this.participants.byToken(participantToken) : null;
    if (level === 'participant' && !request.participant) throw new SluiceError('participant_unknown');
    if (level === 'participant' || (level === 'room' && request.participant)) return true;
    if (level !== 'anyone' && !request.user) throw new SluiceError('unauthenticated');
    if (level === 'admin' && request.user?.role !== 'admin') throw new SluiceError('forbidden');
    return true;
  }
}

/** No other site can send it, and no browser sends it by itself. */
const participantTokenHeader = 'Participant-Token';

const bearerToken = (request: AuthenticatedRequest): string | null =>
  /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
