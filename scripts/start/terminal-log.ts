import pretty from 'pino-pretty';

const format = pretty.prettyFactory({
  colorize: process.stdout.isTTY,
  ignore: 'pid,hostname,service,context,req,res',
  messageFormat: '{service}: {msg}',
  translateTime: 'SYS:HH:MM:ss',
  singleLine: true,
  errorLikeObjectKeys: ['err'],
});

/** Nest's own wiring messages, which say nothing to whoever runs the platform. */
const wiring =
  /^(InstanceLoader|RoutesResolver|RouterExplorer|NestFactory|NestApplication|WebSocketsController)$/;

/** One line of an application's JSON log for people; null for what isn't worth a line. Other text passes as it is. */
export function readableLine(line: string): string | null {
  const entry = parse(line);
  if (!entry) return line;
  if (typeof entry['context'] === 'string' && wiring.test(entry['context'])) return null;
  return format(entry).trimEnd();
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
