import type { ClipView } from '@sluice/vod';
import { Link } from '@tanstack/react-router';
import { Icon } from '../controls/icons';
import { Notice } from '../controls/notice';
import { describeClipGap, describeSpan, describeStopReason } from '../videos/clip-words';

/** Where and when a clip was recorded, and what of it is missing. */
export function ClipAbout({ clip }: { clip: ClipView }) {
  const { cameraId, cameraName, gaps } = clip;
  const reason = describeStopReason(clip);
  return (
    <div className="space-y-3">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        <Icon name="watchCamera" className="size-4.5 text-muted" />
        {cameraId ? (
          <Link to="/live/$cameraId" params={{ cameraId }} className="text-link">
            {cameraName}
          </Link>
        ) : (
          <span>{cameraName} (removed)</span>
        )}
        <span aria-hidden="true">·</span>
        <span className="tabular-nums">{describeSpan(clip, Date.now())}</span>
      </p>
      {(reason || gaps.length > 0) && (
        <Notice tone="warning">
          {reason && <p>{reason}</p>}
          {gaps.length > 0 && (
            <ul className="tabular-nums">
              {gaps.map((gap) => (
                <li key={gap.from}>{describeClipGap(gap)}</li>
              ))}
            </ul>
          )}
        </Notice>
      )}
    </div>
  );
}
