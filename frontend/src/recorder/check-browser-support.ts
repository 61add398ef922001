import type { BrowserSupport } from './recorder-state';

/** Whether this browser can record and keep what it records; whether there is a camera shows when it is opened. */
export function checkBrowserSupport(): BrowserSupport {
  const needs: [isThere: boolean, what: string][] = [
    [globalThis.isSecureContext, 'a secure connection (https)'],
    [typeof navigator.mediaDevices?.getUserMedia === 'function', 'access to cameras and microphones'],
    [typeof MediaRecorder !== 'undefined' || typeof VideoEncoder !== 'undefined', 'an encoder for video'],
    [typeof Worker !== 'undefined', 'background workers'],
    [typeof indexedDB !== 'undefined', 'storage for what is recorded'],
    [typeof navigator.locks?.request === 'function', 'locks between pages'],
    [typeof crypto.subtle?.digest === 'function', 'checksums'],
  ];
  const missing = needs.find(([isThere]) => !isThere);
  return missing ? { ok: false, missing: missing[1] } : { ok: true };
}
