import type { Problem, VideoView } from '@sluice/vod';

const pollMs = 300;

/** The platform's HTTP API, as scripts use it. Errors carry the problem's detail and fix. */
export class ApiClient {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async upload(file: Blob, fileName: string, fields: Record<string, string> = {}): Promise<VideoView> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', file, fileName);
    return (await this.request('POST', '/api/videos', form)) as VideoView;
  }

  async load(id: string): Promise<VideoView> {
    return (await this.request('GET', `/api/videos/${id}`)) as VideoView;
  }

  async delete(id: string): Promise<void> {
    await this.request('DELETE', `/api/videos/${id}`);
  }

  /** Waits until the video is ready or failed; `onChange` hears of each new stage and each tenth of the way. */
  async follow(
    id: string,
    onChange: (video: VideoView) => void = () => undefined,
    timeoutMs = 24 * 3600_000,
  ): Promise<VideoView> {
    const deadline = Date.now() + timeoutMs;
    let told = '';
    while (Date.now() < deadline) {
      const video = await this.load(id);
      const state = `${video.status} ${video.stage} ${Math.floor(video.progress * 10)} ${video.queuePosition}`;
      if (state !== told) onChange(video);
      told = state;
      if (video.status === 'ready' || video.status === 'failed') return video;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    throw new Error(`The video ${id} was not done after ${timeoutMs / 1000} s.`);
  }

  private async request(method: string, path: string, body?: FormData): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method,
      body,
      headers: { authorization: `Bearer ${this.token}` },
    });
    const text = await response.text();
    if (response.ok) return text === '' ? null : JSON.parse(text);
    const problem = parseProblem(text);
    throw new Error(
      problem
        ? `${problem.title}: ${problem.detail} ${problem.fix} (${problem.code})`
        : `${method} ${path} answered ${response.status}.`,
    );
  }
}

function parseProblem(text: string): Problem | null {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return null;
  }
}
