const calls = new EventTarget();

/** Tells this page that takes were left in the spool while it lives on. Other pages find them when they look again. */
export function callForLeftovers(): void {
  calls.dispatchEvent(new Event('call'));
}

export function onLeftoverCall(listener: () => void): () => void {
  calls.addEventListener('call', listener);
  return () => calls.removeEventListener('call', listener);
}
