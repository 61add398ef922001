import { useBlocker } from '@tanstack/react-router';

/** While something would be lost, the browser asks before the tab closes, and so does a walk to another page of the site. */
export function useLeaveWarning(isBusy: boolean): void {
  useBlocker({
    shouldBlockFn: () =>
      isBusy && !window.confirm('You are recording. Leave the room and stop your recording?'),
    enableBeforeUnload: isBusy,
    disabled: !isBusy,
  });
}
