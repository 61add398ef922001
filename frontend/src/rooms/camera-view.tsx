import { Icon } from '../controls/icons';
import { useEffect, useRef } from 'react';

interface CameraViewProps {
  stream: MediaStream | null;
  label: string;
  /** People know themselves from mirrors; a shared screen must stay readable. */
  isMirrored: boolean;
}

/** The own picture, silent: what the others would see. */
export function CameraView({ stream, label, isMirrored }: CameraViewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const hasPicture = stream !== null && stream.getVideoTracks().length > 0;

  useEffect(() => {
    if (video.current) video.current.srcObject = hasPicture ? stream : null;
  }, [stream, hasPicture]);

  return (
    <div className="relative aspect-video overflow-hidden rounded-xl bg-[#0b1012] text-[#a2aba7]">
      <video
        ref={video}
        aria-label={label}
        autoPlay
        muted
        playsInline
        className={`size-full object-contain ${isMirrored ? '-scale-x-100' : ''} ${hasPicture ? '' : 'hidden'}`}
      />
      {!hasPicture && (
        <div className="grid size-full place-items-center">
          <Icon name="cameraOff" className="size-12" />
        </div>
      )}
    </div>
  );
}
