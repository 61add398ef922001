import type { VideoView, Visibility } from '@sluice/vod';
import { parseProblem } from '../http/parse-problem';
import { networkProblem } from '../http/problem-error';

interface SendVideoOptions {
  file: File;
  visibility: Visibility;
  signal: AbortSignal;
  onSent: (sentBytes: number) => void;
}

/** Uploads one file and answers the video it became. XMLHttpRequest, because fetch cannot tell what it has sent. */
export function sendVideo({ file, visibility, signal, onSent }: SendVideoOptions): Promise<VideoView> {
  const form = new FormData();
  // Fields before the file: the backend knows them when the first byte of the video arrives.
  form.set('visibility', visibility);
  form.set('file', file);

  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', '/api/videos');
    call.setRequestHeader('Accept', 'application/json');
    // loaded counts the form's envelope too, which would show more than the file has.
    call.upload.addEventListener('progress', ({ loaded }) => onSent(Math.min(loaded, file.size)));
    call.addEventListener('load', () => {
      if (call.status === 201) resolve(JSON.parse(call.responseText) as VideoView);
      else reject(parseProblem(call.status, call.responseText));
    });
    call.addEventListener('error', () => reject(networkProblem()));
    call.addEventListener('abort', () => reject(signal.reason as unknown));
    signal.addEventListener('abort', () => call.abort(), { once: true });
    call.send(form);
  });
}
