/** media-chrome fades its children while nobody moves; what people wait for must stay. */
const staysVisible = { noautohide: '' };

interface PlayerNoticeProps {
  isRecovering: boolean;
  /** The playhead is at the end of what is encoded so far. */
  isAtEdge: boolean;
  /** How long the next part may take, where that is known. */
  wait: string | null;
}

/** Why the picture stands still although nothing is broken: it goes on by itself. */
export function PlayerNotice({ isRecovering, isAtEdge, wait }: PlayerNoticeProps) {
  const words = isAtEdge
    ? 'The next part is still being prepared…'
    : isRecovering
      ? 'The connection is shaky, trying again…'
      : null;
  return (
    <div
      {...staysVisible}
      slot="top-chrome"
      className="pointer-events-none absolute inset-x-0 top-0 flex justify-center p-3"
    >
      {words && (
        <p
          aria-hidden="true"
          className="rounded-2xl bg-black/80 px-4 py-1.5 text-center text-sm text-balance text-white"
        >
          {words} {isAtEdge && wait}
        </p>
      )}
      {/* Without the estimate, which would be read out anew at every change. */}
      <p role="status" className="sr-only">
        {words}
      </p>
    </div>
  );
}
