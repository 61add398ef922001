/** The lock of a page that was just reloaded is let go a moment after the new page asks for it. */
const secondTryMs = 700;

/**
 * One participant is in a room with one tab: two would record the same person twice and fight for the camera. Answers
 * how to let go, or null while another tab of this browser holds it.
 */
export async function holdRoom(roomId: string, participantId: string): Promise<(() => void) | null> {
  // Only secure pages have locks, and only they get a camera: without one there is nothing to protect.
  if (!navigator.locks) return () => undefined;
  const name = `room:${roomId}:${participantId}`;
  const held = await tryToHold(name);
  if (held) return held;
  await new Promise((resolve) => setTimeout(resolve, secondTryMs));
  return tryToHold(name);
}

function tryToHold(name: string): Promise<(() => void) | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) {
          resolve(null);
          return undefined;
        }
        return new Promise<void>((letGo) => resolve(letGo));
      })
      .catch(reject);
  });
}
