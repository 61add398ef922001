import { Icon, type IconName } from '../../controls/icons';
import { formatClockNear, formatUtcOffset } from '../../formats/clock';
import type { LiveStream } from '../stream/live-stream';
import type { StreamState } from '../stream/stream-state';
import type { useFullScreen } from './use-full-screen';
import { formatBehind } from './timeline-scale';

interface PlayerBarProps {
  stream: LiveStream;
  shown: StreamState;
  nowMs: number;
  onGoLive: () => void;
  isMuted: boolean;
  onMute: () => void;
  fullScreen: ReturnType<typeof useFullScreen>;
}

/** The row of buttons below the line, with what the clock said when the picture was made. */
export function PlayerBar({ stream, shown, nowMs, onGoLive, isMuted, onMute, fullScreen }: PlayerBarProps) {
  const { isPaused, isFollowing, hasSound, shownMs } = shown;
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-1">
      <BarButton
        icon={isPaused ? 'play' : 'pause'}
        name={isPaused ? 'Play' : 'Pause'}
        onClick={() => (isPaused ? stream.play() : stream.pause())}
      />
      {hasSound && (
        <BarButton
          icon={isMuted ? 'volumeOff' : 'volume'}
          name={isMuted ? 'Unmute' : 'Mute'}
          onClick={onMute}
        />
      )}
      {shownMs !== null && (
        <p className="px-2 text-sm leading-tight tabular-nums">
          <time dateTime={new Date(shownMs).toISOString()}>{formatClockNear(shownMs, nowMs)}</time>{' '}
          <span className="text-white/75">{formatUtcOffset(shownMs)}</span>
          <span className="block text-xs text-white/75" data-testid="latency">
            {formatBehind(nowMs - shownMs)} behind
          </span>
        </p>
      )}
      <span className="flex-1" />
      {!isFollowing && (
        <button
          type="button"
          className="flex h-10 items-center gap-2 rounded-full bg-white/15 px-3.5 text-sm font-medium hover:bg-white/25 focus-visible:outline-[#e9b872]"
          onClick={onGoLive}
        >
          <span aria-hidden="true" className="size-2.5 rounded-full bg-[#f2655a]" />
          Jump to live
        </button>
      )}
      {fullScreen.isPossible && (
        <BarButton
          icon={fullScreen.isFull ? 'smallScreen' : 'fullScreen'}
          name={fullScreen.isFull ? 'Leave full screen' : 'Full screen'}
          onClick={fullScreen.toggle}
        />
      )}
    </div>
  );
}

function BarButton({ icon, name, onClick }: { icon: IconName; name: string; onClick: () => void }) {
  return (
    <button
      type="button"
      className="player-button size-10 justify-center"
      aria-label={name}
      title={name}
      onClick={onClick}
    >
      <Icon name={icon} className="size-5.5" />
    </button>
  );
}
