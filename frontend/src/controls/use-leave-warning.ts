import { useBlocker } from '@tanstack/react-router';

/** While something would be lost, the browser asks before the tab closes, and so does a walk to another page of the site. */
export function useLeaveWarning(isBusy: boolean, question: string): void {
  useBlocker({
    shouldBlockFn: () => isBusy && !window.confirm(question),
    enableBeforeUnload: isBusy,
    disabled: !isBusy,
  });
}
