import { Recording, Room } from '@sluice/database';
import { SluiceError, type RecordingView, type RoomSnapshot, type RoomView } from '@sluice/vod';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { loadFilms, loadParticipants, loadTakes } from './load-room-rows.js';
import { presentRecording, presentRoom } from './present-room.js';

/** How many of a room's recordings its page shows. */
const recordingsShown = 20;

/** Reads rooms together with what is shown of them. */
@Injectable()
export class RoomReader {
  constructor(private readonly database: DataSource) {}

  find(id: string): Promise<Room | null> {
    return this.database.getRepository(Room).findOne({ where: { id }, relations: { owner: true } });
  }

  findRecording(id: string): Promise<Recording | null> {
    return this.database.getRepository(Recording).findOneBy({ id });
  }

  async loadRoom(id: string): Promise<RoomView> {
    const room = await this.find(id);
    if (!room) throw new SluiceError('room_not_found');
    return presentRoom(room, await this.database.getRepository(Recording).countBy({ roomId: id }));
  }

  async listOf(ownerId: string): Promise<RoomView[]> {
    const rooms = await this.database.getRepository(Room).find({
      where: { owner: { id: ownerId } },
      relations: { owner: true },
      order: { createdAt: 'DESC' },
    });
    const counts: { roomId: string; recordings: number }[] = await this.database.query(
      `SELECT room_id AS "roomId", count(*)::int AS recordings FROM recordings WHERE room_id = ANY($1) GROUP BY room_id`,
      [rooms.map(({ id }) => id)],
    );
    const countOf = new Map(counts.map(({ roomId, recordings }) => [roomId, recordings]));
    return rooms.map((room) => presentRoom(room, countOf.get(room.id) ?? 0));
  }

  /** null when the room is gone. */
  async snapshot(roomId: string): Promise<RoomSnapshot | null> {
    const room = await this.find(roomId);
    if (!room) return null;
    const recordings = await this.database
      .getRepository(Recording)
      .find({ where: { roomId }, order: { number: 'DESC' }, take: recordingsShown });
    return {
      room: presentRoom(room, recordings[0]?.number ?? 0),
      serverTime: new Date().toISOString(),
      participants: await loadParticipants(this.database, roomId),
      recordings: await this.present(recordings),
    };
  }

  /** Throws `recording_not_found`. */
  async loadRecording(id: string): Promise<RecordingView> {
    const recording = await this.findRecording(id);
    if (!recording) throw new SluiceError('recording_not_found');
    return (await this.present([recording]))[0]!;
  }

  private async present(recordings: Recording[]): Promise<RecordingView[]> {
    const ids = recordings.map(({ id }) => id);
    const [takes, films] = await Promise.all([loadTakes(this.database, ids), loadFilms(this.database, ids)]);
    return recordings.map((recording) =>
      presentRecording(recording, takes.get(recording.id) ?? [], films.get(recording.id) ?? []),
    );
  }
}
