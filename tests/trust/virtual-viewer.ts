import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

interface Segment {
  url: string;
  durationSec: number;
}

export interface Viewing {
  segments: number;
  bytes: number;
  /** Those that arrived more than their duration after they were due. */
  late: number;
  /** How long after it was due the slowest one was there, in parts of its duration. */
  worst: number;
}

/**
 * Watches a rendition over a connection that is kept: its playlist, then one segment after the other as each is due, from
 * the start again at the end, until `untilMs` on performance.now()'s clock.
 */
export async function view(playlistUrl: string, untilMs: number): Promise<Viewing> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const { text } = await fetchAll(playlistUrl, agent, true);
    const segments = readSegments(text, playlistUrl);
    const viewing: Viewing = { segments: 0, bytes: 0, late: 0, worst: 0 };
    let dueMs = performance.now();
    for (let at = 0; dueMs < untilMs; at++) {
      const { url, durationSec } = segments[at % segments.length]!;
      await sleep(Math.max(0, dueMs - performance.now()));
      const { sizeBytes } = await fetchAll(url, agent, false);
      const tookParts = (performance.now() - dueMs) / (durationSec * 1000);
      viewing.segments++;
      viewing.bytes += sizeBytes;
      if (tookParts > 1) viewing.late++;
      viewing.worst = Math.max(viewing.worst, tookParts);
      dueMs += durationSec * 1000;
    }
    return viewing;
  } finally {
    agent.destroy();
  }
}

function readSegments(playlist: string, playlistUrl: string): Segment[] {
  const found = [...playlist.matchAll(/#EXTINF:([\d.]+),.*\n(?:#.*\n)*([^#\n]+)/g)];
  if (found.length === 0) throw new Error(`no segments in ${playlistUrl}`);
  return found.map(([, duration, uri]) => ({
    url: new URL(uri!, playlistUrl).href,
    durationSec: Number(duration),
  }));
}

/** The text only where it is wanted: three hundred viewers need not hold what they have seen. */
function fetchAll(url: string, agent: Agent, isText: boolean): Promise<{ sizeBytes: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`${url} answered ${answer.statusCode}`));
      let sizeBytes = 0;
      let text = '';
      answer.on('data', (bytes: Buffer) => {
        sizeBytes += bytes.length;
        if (isText) text += bytes.toString();
      });
      answer.once('end', () => resolve({ sizeBytes, text }));
      answer.once('error', reject);
    });
    asked.once('error', reject);
  });
}
