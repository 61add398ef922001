const dayMs = 24 * 3600_000;

/** What is younger may be on its way: an upload, a video whose row comes in a moment. Nobody touches it. */
export const isOld = ({ modifiedAt }: { modifiedAt: Date }): boolean =>
  Date.now() - modifiedAt.getTime() > dayMs;
