/** Only the person who started the platform has the link, in the log of the start. */
export function SetupNotice() {
  return (
    <p className="rounded-2xl bg-brass-wash p-4 text-sm">
      This platform has no administrator yet. Open the one-time set-up link that the start printed to make the
      first account.
    </p>
  );
}
