import { AuditEvent } from '@sluice/database';
import type { AuditPage, AuditQuery, UserView } from '@sluice/vod';
import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource, LessThan } from 'typeorm';

export interface Deed {
  actor: Pick<UserView, 'id' | 'name'>;
  action: string;
  subjectId: string | null;
  detail?: AuditEvent['detail'];
  /** request.ip: undefined when the connection is gone already. */
  address: string | undefined;
}

/** Who did what. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly database: DataSource,
    private readonly logger: PinoLogger,
  ) {}

  /** What was done is done: the request succeeds even if this cannot be written. */
  async record({ actor, detail = {}, address = '', ...deed }: Deed): Promise<void> {
    await this.write({ ...deed, actorId: actor.id, actorName: actor.name, detail, address });
  }

  /** A try to become somebody, and why it failed. */
  async recordRefusal(
    action: string,
    email: string,
    code: string,
    address: string | undefined = '',
  ): Promise<void> {
    const detail = { email, refused: code };
    await this.write({ action, actorId: null, actorName: email, subjectId: null, detail, address });
  }

  /** Newest first. */
  async list({ actorId, subjectId, before, limit }: AuditQuery): Promise<AuditPage> {
    const found = await this.database.getRepository(AuditEvent).find({
      where: {
        ...(actorId && { actorId }),
        ...(subjectId && { subjectId }),
        ...(before && { id: LessThan(before) }),
      },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    const events = found.slice(0, limit);
    return {
      items: events.map(({ at, ...event }) => ({ ...event, at: at.toISOString() })),
      nextBefore: found.length > limit ? events.at(-1)!.id : null,
    };
  }

  private async write(event: Omit<AuditEvent, 'id' | 'at'>): Promise<void> {
    try {
      await this.database.getRepository(AuditEvent).insert(event as object);
    } catch (error) {
      this.logger.error({ err: error, action: event.action, actorId: event.actorId }, 'not in the audit log');
    }
  }
}
