import { Icon } from '../../controls/icons';

interface PictureNoticeProps {
  sentence: string;
  remedy: string | null;
  /** Behind it is the last picture, which stays to be seen. */
  hasPicture: boolean;
}

/** Why the picture stands still, or why there is none. */
export function PictureNotice({ sentence, remedy, hasPicture }: PictureNoticeProps) {
  return (
    <div
      className={`absolute inset-0 grid place-items-center p-4 text-center text-white ${hasPicture ? 'bg-black/45' : ''}`}
    >
      <div className={`max-w-md rounded-xl px-4 py-3 ${hasPicture ? 'bg-black/75' : ''}`}>
        {!hasPicture && <Icon name="cameraOff" className="mx-auto mb-2 size-8 text-white/60" />}
        <p className="text-sm font-semibold text-balance">{sentence}</p>
        {remedy && <p className="mt-1 text-xs text-balance text-white/80">{remedy}</p>}
      </div>
    </div>
  );
}
