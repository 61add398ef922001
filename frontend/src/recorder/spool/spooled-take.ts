import type { RecordingChunk, SealTake, StartTake } from '@sluice/vod';

/** What is needed to finish an upload later, from any page of the site and without the room being open. */
export interface RecordingIdentity {
  recordingId: string;
  roomId: string;
  roomTitle: string;
  participantId: string;
  /** Proves to the server whose take it is; it is good for this room only. */
  token: string;
}

export interface TakeHeader extends RecordingIdentity, StartTake {}

/** Where a take's files are. */
export type TakeKey = Pick<TakeHeader, 'recordingId' | 'takeId'>;

/** A take as its journal tells it. */
export interface SpooledTake {
  header: TakeHeader;
  /** Not verified by the server yet, in rising order. */
  waiting: RecordingChunk[];
  recordedChunks: number;
  verifiedChunks: number;
  /** Null while it is recorded, or when the page that recorded it is gone. */
  end: SealTake | null;
  isAnnounced: boolean;
  isSealed: boolean;
}

export const keyOf = ({ recordingId, takeId }: TakeHeader): TakeKey => ({ recordingId, takeId });
