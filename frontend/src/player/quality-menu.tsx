import { formatDuration } from '../formats/duration';
import { type Availability, qualityNames } from './availability';
import { ChoiceMenu } from './choice-menu';
import type { usePlayback } from './use-playback';

interface QualityMenuProps {
  playback: ReturnType<typeof usePlayback>;
  availability: Availability;
}

/** "Auto" and every rendition. The browser's own player chooses for itself: then there is nothing to show. */
export function QualityMenu({ playback, availability }: QualityMenuProps) {
  const { isOurs, quality, shownQuality, chooseQuality } = playback;
  const names = qualityNames(availability.renditions);
  if (!isOurs || names.length === 0) return null;

  return (
    <ChoiceMenu
      label="Quality"
      icon="quality"
      current={quality ?? (shownQuality ? `Auto ${shownQuality}` : 'Auto')}
      choices={[
        { value: null, name: 'Auto', note: quality === null ? (shownQuality ?? undefined) : undefined },
        ...names.map((name) => ({ value: name, name, note: describeLag(name, availability) })),
      ]}
      chosen={quality}
      onChoose={chooseQuality}
    />
  );
}

/** A quality that is behind the others cannot be shown everywhere yet; another fills in where it ends. */
function describeLag(name: string, { isGrowing, playableSec, renditions }: Availability): string | undefined {
  const rendition = renditions.find((one) => one.name === name);
  if (!isGrowing || !rendition || rendition.availableSec >= playableSec - 1) return undefined;
  return `until ${formatDuration(rendition.availableSec)}`;
}
