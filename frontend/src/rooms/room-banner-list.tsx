import type { Banner } from './room-banners';
import { Notice } from '../controls/notice';

/** Always there, so that what comes into it is read out. */
export function RoomBannerList({ banners }: { banners: readonly Banner[] }) {
  return (
    <div role="status" className="space-y-2 empty:hidden">
      {banners.map(({ id, tone, title, text }) => (
        <Notice key={id} tone={tone} title={title}>
          <p>{text}</p>
        </Notice>
      ))}
    </div>
  );
}
