import { findSandboxes } from './choose-sandbox.js';
import type { Sandbox } from './sandbox.js';

let inForce: Sandbox | undefined;

/**
 * The sandbox of this process: a property of the machine, chosen once. An application calls openSandbox at boot, which
 * doubts it as well; whoever runs something without that, as tests do, gets the best that can be built.
 */
export const sandboxInForce = (): Sandbox => (inForce ??= findSandboxes().sandboxes[0]!);

export function putInForce(sandbox: Sandbox): void {
  inForce = sandbox;
}
