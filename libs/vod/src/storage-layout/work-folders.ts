/** Below work/: a folder for each claim, so that whoever was only frozen writes into nobody else's. */

export const chunkWorkFolder = (of: {
  videoId: string;
  attempt: number;
  index: number;
  claim: number;
}): string => `${of.videoId}-a${of.attempt}-c${of.index}-${of.claim}`;

/** Its own for the stills, which the planner makes when it has given its claim up. */
export const videoWorkFolder = (
  of: { videoId: string; attempt: number },
  work: 'finish' | 'stills',
): string => `${of.videoId}-a${of.attempt}-${work}`;

export const recordingWorkFolder = (of: { recordingId: string; attempt: number }): string =>
  `${of.recordingId}-recording-${of.attempt}`;

export const clipWorkFolder = (of: { clipId: string; attempt: number }): string =>
  `clip-${of.clipId}-a${of.attempt}`;
