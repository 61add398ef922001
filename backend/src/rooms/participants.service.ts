import { randomUUID } from 'node:crypto';
import { hashSecret, newSecret, Participant, Room } from '@sluice/database';
import {
  participantsMax,
  SluiceError,
  type JoinedView,
  type JoinRoom,
  type ParticipantState,
  type UserView,
} from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { mayManage } from './room-access.js';

/** Who is in a room. A participant is whoever has the token that was told at joining. */
@Injectable()
export class Participants {
  constructor(
    private readonly database: DataSource,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  /** Throws `participant_unknown`: a token that is sent and wrong is a mistake. Also for somebody whose account is disabled. */
  async byToken(token: string): Promise<Participant> {
    const tokenHash = hashSecret(token, this.settings.SESSION_SECRET);
    const found = await this.database
      .getRepository(Participant)
      .createQueryBuilder('participant')
      .where({ tokenHash })
      .andWhere('NOT EXISTS (SELECT FROM users WHERE id = participant.user_id AND disabled_at IS NOT NULL)')
      .getOne();
    if (!found) throw new SluiceError('participant_unknown');
    return found;
  }

  /** By invitation; the owner and administrators need none. */
  async join(roomId: string, user: UserView | null, { name, invite }: JoinRoom): Promise<JoinedView> {
    const room = await this.database
      .getRepository(Room)
      .findOne({ where: { id: roomId }, relations: { owner: true } });
    if (!room) throw new SluiceError('room_not_found');
    const isHost = mayManage(user, room);
    if (!isHost && !this.isInvited(room, invite)) throw new SluiceError('invite_invalid');
    await this.refuseCrowd(roomId);
    const token = newSecret();
    const participant = { id: randomUUID(), name, isHost };
    await this.database.getRepository(Participant).insert({
      ...participant,
      roomId,
      userId: user?.id ?? null,
      tokenHash: hashSecret(token, this.settings.SESSION_SECRET),
    });
    return { participant, token };
  }

  /** That they are there, and what their devices do. */
  async touch(participantId: string, state: ParticipantState | null = null): Promise<void> {
    await this.database.query(
      `UPDATE participants SET last_seen_at = now(), state = COALESCE($2, state) WHERE id = $1`,
      [participantId, state && JSON.stringify(state)],
    );
  }

  async touchAll(participantIds: string[]): Promise<void> {
    await this.database.query(`UPDATE participants SET last_seen_at = now() WHERE id = ANY($1)`, [
      participantIds,
    ]);
  }

  private isInvited({ inviteHash, inviteExpiresAt }: Room, invite: string | undefined): boolean {
    if (!invite || !inviteHash || !inviteExpiresAt || inviteExpiresAt < new Date()) return false;
    return hashSecret(invite, this.settings.SESSION_SECRET) === inviteHash;
  }

  /** Who left is no crowd: only those who were there within a minute count. */
  private async refuseCrowd(roomId: string): Promise<void> {
    const [{ present }] = (await this.database.query(
      `SELECT count(*)::int AS present FROM participants
       WHERE room_id = $1 AND last_seen_at > now() - interval '60 seconds'`,
      [roomId],
    )) as [{ present: number }];
    if (present >= participantsMax) throw new SluiceError('room_full', `It takes ${participantsMax} people.`);
  }
}
