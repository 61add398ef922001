import type { RecorderState } from '../recorder/recorder-state';
import { hasDevice, isCapturing } from './capture-state';
import { troubleWords } from './trouble-words';
import type { Tone } from '../controls/notice';
import type { RoomState } from './room-connection';

export interface Banner {
  id: string;
  tone: Tone;
  title: string;
  text: string;
}

const storageLowMin = 30;
const storageVeryLowMin = 10;

interface Circumstances {
  isOffline: boolean;
  link: RoomState['link'];
  /** Whether a recording of the room runs, with or without us. */
  isRunning: boolean;
  recorder: RecorderState;
}

/** Everything that somebody in the room should know now, the connection first. */
export function bannersOf(circumstances: Circumstances): Banner[] {
  return [
    connectionBanner(circumstances),
    unseenBanner(circumstances),
    ...deviceBanners(circumstances.recorder),
    troubleBanner(circumstances.recorder),
    storageBanner(circumstances.recorder),
    uploadBanner(circumstances),
  ].filter((banner) => banner !== null);
}

function connectionBanner({ isOffline, link, recorder }: Circumstances): Banner | null {
  const goesOn = isCapturing(recorder) ? 'Recording goes on; the upload' : 'The upload';
  const isBusy = isCapturing(recorder) || recorder.upload.waitingChunks > 0;
  const text = isBusy
    ? `${goesOn} continues when the connection is back.`
    : 'The room is shown as it last was.';
  if (isOffline) return { id: 'offline', tone: 'warning', title: 'You are offline.', text };
  if (link !== 'reconnecting') return null;
  return { id: 'reconnecting', tone: 'warning', title: 'The connection broke. Connecting again…', text };
}

function unseenBanner({ isRunning, recorder }: Circumstances): Banner | null {
  if (!isRunning || hasDevice(recorder) || isCapturing(recorder)) return null;
  return {
    id: 'unseen',
    tone: 'warning',
    title: 'You are not being recorded.',
    text: 'Turn your camera or microphone on, and you are in from that moment.',
  };
}

function deviceBanners({ camera, microphone }: RecorderState): Banner[] {
  return [
    { name: 'camera', state: camera, rest: 'The sound goes on.' },
    { name: 'microphone', state: microphone, rest: 'The picture goes on.' },
  ]
    .filter(({ state }) => state === 'lost')
    .map(({ name, rest }) => ({
      id: `lost-${name}`,
      tone: 'warning',
      title: `Your ${name} was unplugged.`,
      text: `${rest} Plug it in again, or choose another one.`,
    }));
}

function troubleBanner({ trouble, phase }: RecorderState): Banner | null {
  // The banner of the device itself says more.
  if (!trouble || trouble.code === 'device_lost') return null;
  const { title, fix } = troubleWords[trouble.code];
  const hasFailed = phase === 'failed';
  return {
    id: `trouble-${trouble.code}`,
    tone: hasFailed ? 'danger' : 'warning',
    title: hasFailed ? `${title}. You are not being recorded.` : `${title}.`,
    text: [trouble.detail, fix].filter(Boolean).join(' '),
  };
}

function storageBanner({ spool: { minutesLeft } }: RecorderState): Banner | null {
  if (minutesLeft === null || minutesLeft >= storageLowMin) return null;
  const left = `Room for ${Math.floor(minutesLeft)} more minutes`;
  const fix = 'Free space on this machine’s disk.';
  if (minutesLeft >= storageVeryLowMin)
    return {
      id: 'storage-low',
      tone: 'warning',
      title: 'The browser’s storage is nearly full.',
      text: `${left}. ${fix}`,
    };
  return {
    id: 'storage-very-low',
    tone: 'danger',
    title: 'The browser’s storage is almost used up.',
    text: `${left}; the quality is lowered to make it last. ${fix}`,
  };
}

function uploadBanner({ isOffline, link, recorder: { upload } }: Circumstances): Banner | null {
  // While the connection is down, its own banner says why nothing arrives.
  if (!upload.problem || isOffline || link === 'reconnecting') return null;
  return {
    id: `upload-${upload.problem.code}`,
    tone: upload.nextTryAtMs === null ? 'danger' : 'warning',
    title: 'Your upload waits.',
    text: `${upload.problem.title}. ${upload.nextTryAtMs === null ? upload.problem.fix : 'It is tried again by itself; nothing is lost.'}`,
  };
}
