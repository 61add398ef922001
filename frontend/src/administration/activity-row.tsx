import { Link } from '@tanstack/react-router';
import { formatAge, formatMoment } from '../formats/age';
import { type AuditEvent, describeEvent, isRefusal } from './audit-words';

export function ActivityRow({ event }: { event: AuditEvent }) {
  const { subjectId, actorId, actorName, address, at } = event;
  return (
    <div className="flex flex-wrap justify-between gap-x-6 gap-y-0.5 py-3 text-sm">
      <p className="min-w-0 flex-1 basis-80 wrap-break-word">
        {actorId ? (
          <Link
            to="/admin"
            search={{ section: 'activity', actor: actorId }}
            className="font-semibold hover:underline"
          >
            {actorName}
          </Link>
        ) : (
          <span className="font-semibold">Somebody</span>
        )}{' '}
        <span className={isRefusal(event) ? 'text-danger' : ''}>{describeEvent(event)}</span>
        {subjectId && subjectId !== actorId && (
          <>
            {' '}
            <Link
              to="/admin"
              search={{ section: 'activity', subject: subjectId }}
              className="text-muted hover:underline"
              title={`Everything about ${subjectId}`}
            >
              #{subjectId.slice(0, 8)}
            </Link>
          </>
        )}
      </p>
      <p className="text-muted">
        <time dateTime={at} title={formatMoment(at)}>
          {formatAge(at, Date.now())}
        </time>
        {address && ` · ${address}`}
      </p>
    </div>
  );
}
