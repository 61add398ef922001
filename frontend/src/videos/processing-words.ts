import type { VideoStage, VideoView } from '@sluice/vod';
import { formatTimeLeft } from '../formats/duration';

export const stageWords: Record<VideoStage, string> = {
  probing: 'Looking at the file',
  encoding: 'Encoding',
  verifying: 'Checking the result',
  publishing: 'Publishing',
};

type ProcessingView = Pick<VideoView, 'stage' | 'progress' | 'etaSec' | 'speed' | 'queuePosition' | 'chunks'>;

/** Whole percent, rounded down: 100 % would promise what is not there yet. */
export const toPercent = (progress: number) => Math.floor(progress * 100);

/** What a video in processing is doing, in one phrase. */
export function describeStage(video: ProcessingView): string {
  if (video.stage) return stageWords[video.stage];
  if (video.queuePosition === null) return 'Waiting';
  return video.queuePosition <= 1
    ? 'Waiting, next in line'
    : `Waiting, ${ordinal(video.queuePosition)} in line`;
}

/** What is done, time left and speed where they are known: "12 of 38 parts · about 2 min left · 3.4× real time". */
export function describePace(video: ProcessingView): string {
  const parts: string[] = [];
  if (video.chunks) parts.push(`${video.chunks.done} of ${video.chunks.total} parts`);
  if (video.etaSec !== null) parts.push(formatTimeLeft(video.etaSec));
  if (video.speed !== null) parts.push(`${video.speed.toFixed(video.speed < 10 ? 1 : 0)}× real time`);
  return parts.join(' · ');
}

/** Changes only at a new stage and at each quarter, so that a screen reader hears milestones and not every percent. */
export function progressMilestone(video: ProcessingView): string {
  if (video.stage !== 'encoding') return describeStage(video);
  return `${stageWords.encoding}, ${Math.floor(toPercent(video.progress) / 25) * 25} percent done`;
}

export function ordinal(count: number): string {
  const lastTwo = count % 100;
  if (lastTwo >= 11 && lastTwo <= 13) return `${count}th`;
  return `${count}${['th', 'st', 'nd', 'rd'][count % 10] ?? 'th'}`;
}
