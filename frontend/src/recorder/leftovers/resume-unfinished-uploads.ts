import type { UnfinishedUpload } from '../recorder-state';
import { hasSpool } from '../spool/has-spool';
import { pageSpool } from '../spool/spool';
import { onLeftoverCall } from './leftover-call';
import { RecordingUpload } from './recording-upload';

/** Another tab may have been closed in the middle of a recording; nobody hears of that. */
const lookEveryMs = 60_000;

export interface UnfinishedUploads {
  stop: () => void;
  /** Deletes from this browser what is left of a recording; for uploads that have a problem. */
  discard: (recordingId: string) => Promise<void>;
}

/** For the start of the site: brings to the server what earlier visits left in the spool, and tells how it goes. */
export function resumeUnfinishedUploads(
  onChange: (uploads: readonly UnfinishedUpload[]) => void,
): UnfinishedUploads {
  const uploads = new Map<string, RecordingUpload>();
  let looking = Promise.resolve();

  const tell = (): void =>
    onChange([...uploads.values()].map((upload) => upload.view()).filter((view) => view !== null));

  const changed = (): void => {
    for (const [recordingId, upload] of uploads) {
      if (!upload.isDone) continue;
      uploads.delete(recordingId);
      void upload.close();
    }
    tell();
  };

  const look = async (): Promise<void> => {
    if (!(await hasSpool())) return;
    const spool = pageSpool();
    for (const key of await spool.call('takeKeys', [])) {
      const known = uploads.get(key.recordingId);
      const upload = known ?? (await RecordingUpload.begin(key.recordingId, spool, () => changed()));
      if (!upload) continue;
      await upload.takeOn(key);
      if (upload.isDone) await upload.close();
      else uploads.set(key.recordingId, upload);
    }
    tell();
  };
  const lookInTurn = (): void => void (looking = looking.then(look).catch(() => undefined));

  const timer = window.setInterval(lookInTurn, lookEveryMs);
  const stopListening = onLeftoverCall(lookInTurn);
  lookInTurn();

  return {
    stop: () => {
      window.clearInterval(timer);
      stopListening();
      for (const upload of uploads.values()) void upload.close();
      uploads.clear();
    },
    discard: async (recordingId) => {
      await uploads.get(recordingId)?.discard(recordingId);
      uploads.delete(recordingId);
      tell();
    },
  };
}
