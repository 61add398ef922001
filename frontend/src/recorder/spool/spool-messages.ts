import type { SpoolKeeper } from './spool-keeper';

export type SpoolCalls = { [Name in keyof SpoolKeeper]: SpoolKeeper[Name] };
export type SpoolCallName = keyof SpoolCalls;

export interface SpoolQuestion<Name extends SpoolCallName = SpoolCallName> {
  id: number;
  name: Name;
  args: Parameters<SpoolCalls[Name]>;
}
export type SpoolAnswer =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; errorName: string; errorMessage: string };
