/** Browsers cut their recordings into chunks of this length; a slower or sleeping machine makes longer ones. */
export const chunkSec = 2;
/** The last number that a chunk of a take may have: 55 hours of chunks. */
export const chunkSeqMax = 99_999;
/** After sleep a browser may hand over a minute at once. */
export const chunkMaxBytes = 64 * 1024 ** 2;
/** How many chunks one request may name. */
export const chunksPerRequest = 200;
/** How long a signed address for a chunk is good for. */
export const chunkUrlTtlSec = 600;
/** A browser's clock may be wrong by so much and no more. */
export const clockErrorMaxMs = 60_000;
/** What somebody who was offline recorded after the others had stopped still counts for so long. */
export const lateTakeMaxMs = 3600_000;
/** 24 days: more is no recording, and PostgreSQL's integers end here. */
export const takeMaxMs = 2 ** 31 - 1;

/** From Record to the first picture: time for everybody in the room to hear of it. */
export const startDelayMs = 1000;
/** How often a participant says that the recording goes on. */
export const heartbeatMs = 5000;

export const participantsMax = 9;
export const takesMax = 500;
export const participantNameMaxLength = 60;
export const inviteDaysDefault = 7;
export const inviteDaysMax = 90;
