import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { concatMap, type Observable } from 'rxjs';
import { safeMethods, type AuthenticatedRequest } from '../http/access.decorator.js';
import { AuditLog } from './audit-log.service.js';
import { describeRequest } from './describe-request.js';
import { NOT_AUDITED } from './not-audited.decorator.js';

/** Records what people with an account do. A route says `@NotAudited('why')`, or it is recorded: none is forgotten. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly audit: AuditLog,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const answered = next.handle();
    if (context.getType() !== 'http') return answered;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const handler = context.getHandler();
    if (!request.user || safeMethods.has(request.method) || this.reflector.get(NOT_AUDITED, handler))
      return answered;
    const { user: actor, params, ip: address } = request;
    return answered.pipe(
      concatMap(async (answer: unknown) => {
        const isCreation = context.switchToHttp().getResponse<Response>().statusCode === 201;
        // read now: of an upload the body is there only after its last byte
        const subject = describeRequest({ params, body: request.body, answer, isCreation });
        await this.audit.record({ actor, action: operationOf(context), address, ...subject });
        return answer;
      }),
    );
  }
}

/** As OpenAPI names it. */
const operationOf = (context: ExecutionContext): string =>
  `${context.getClass().name.replace(/Controller$/, '')}_${context.getHandler().name}`;
