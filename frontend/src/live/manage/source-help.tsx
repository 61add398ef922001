const kinds: [example: string, meaning: string][] = [
  [
    'rtsp://name:password@192.168.1.20/stream1',
    'a network camera; also rtsps, http, https, rtmp, rtmps and srt',
  ],
  ['0 or /dev/video0', 'a camera that is plugged into the server'],
  ['/films/door.mp4', 'a film on the server, played over and over'],
  ['test:', 'a generated picture that shows the time'],
];

/** What may be written as a source. */
export function SourceHelp() {
  return (
    <details className="text-sm">
      <summary className="rounded-lg py-1 text-muted">What can I write here?</summary>
      <dl className="mt-2 grid gap-x-5 gap-y-1 sm:grid-cols-[max-content_1fr]">
        {kinds.map(([example, meaning]) => (
          <div key={example} className="contents">
            <dt className="min-w-0 font-mono text-xs leading-5 break-all">{example}</dt>
            <dd className="mb-2 text-muted sm:mb-0">{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 text-muted">Write a blank in an address as %20, and “@” in a password as %40.</p>
    </details>
  );
}
