import { randomUUID } from 'node:crypto';
import { hashSecret, newSecret, Participant, RecordingTransitions, Room } from '@sluice/database';
import {
  inviteDaysDefault,
  SluiceError,
  type CreateRoom,
  type InviteView,
  type RoomList,
  type RoomView,
  type UserView,
} from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { BACKEND_SETTINGS, publicUrl, type BackendSettings } from '../settings.js';
import { mayManage } from './room-access.js';
import { RoomReader } from './room-reader.service.js';

const dayMs = 24 * 3600_000;

@Injectable()
export class Rooms {
  constructor(
    private readonly database: DataSource,
    private readonly reader: RoomReader,
    private readonly transitions: RecordingTransitions,
    private readonly logger: PinoLogger,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  async create(owner: UserView, { title, visibility = 'public' }: CreateRoom): Promise<RoomView> {
    const id = randomUUID();
    await this.database.getRepository(Room).insert({ id, owner: { id: owner.id }, title, visibility });
    this.logger.info({ roomId: id, ownerId: owner.id }, 'room made');
    return this.reader.loadRoom(id);
  }

  /** The rooms that somebody owns. */
  async list(owner: UserView): Promise<RoomList> {
    return { items: await this.reader.listOf(owner.id) };
  }

  /** A new link; the one before is void. Who is in the room stays. */
  async invite(user: UserView, roomId: string, days = inviteDaysDefault): Promise<InviteView> {
    await this.loadManaged(user, roomId);
    const invite = newSecret();
    const expiresAt = new Date(Date.now() + days * dayMs);
    await this.database
      .getRepository(Room)
      .update(
        { id: roomId },
        { inviteHash: hashSecret(invite, this.settings.SESSION_SECRET), inviteExpiresAt: expiresAt },
      );
    // behind "#": browsers keep it to themselves, and no log has it
    const url = `${publicUrl(this.settings)}/rooms/${roomId}#invite=${invite}`;
    return { url, invite, expiresAt: expiresAt.toISOString() };
  }

  async delete(user: UserView, roomId: string): Promise<void> {
    await this.loadManaged(user, roomId);
    if (!(await this.transitions.deleteRoom(roomId))) throw new SluiceError('room_not_found');
    this.logger.info({ roomId, userId: user.id }, 'room deleted');
  }

  private async loadManaged(user: UserView, roomId: string): Promise<Room> {
    const room = await this.reader.find(roomId);
    if (!room) throw new SluiceError('room_not_found');
    if (mayManage(user, room)) return room;
    // who is in the room knows of it already
    const isIn = await this.database.getRepository(Participant).existsBy({ roomId, userId: user.id });
    throw new SluiceError(isIn ? 'host_only' : 'room_not_found');
  }
}
