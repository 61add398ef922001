import { QueryFailedError } from 'typeorm';

/** SQLSTATEs of a server that is stopping, starting or full, and what the socket to it says. */
const awayCodes = new Set([
  '57P01',
  '57P02',
  '57P03',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const awayMessages =
  /timeout exceeded when trying to connect|Connection terminated|not queryable|Driver not Connected|DataSource is not initialized/i;

/** PostgreSQL is down, starting, stopping or full; its driver says so in several ways. */
export function isDatabaseAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (thrown instanceof QueryFailedError)
    return (
      awayCodes.has((thrown.driverError as { code?: string }).code ?? '') || awayMessages.test(thrown.message)
    );
  // a host with several addresses: one error for each
  if (thrown instanceof AggregateError) return thrown.errors.some(isDatabaseAway);
  const { code, syscall } = thrown as NodeJS.ErrnoException;
  return (
    awayMessages.test(thrown.message) ||
    (/^(connect|getaddrinfo)$/.test(syscall ?? '') && awayCodes.has(code ?? '')) ||
    /^57P|^53300/.test(code ?? '')
  );
}
