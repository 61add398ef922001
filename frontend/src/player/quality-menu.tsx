import { ChoiceMenu } from './choice-menu';
import type { usePlayback } from './use-playback';

/** "Auto" and every rendition. The browser's own player chooses for itself: then there is nothing to show. */
export function QualityMenu({ playback }: { playback: ReturnType<typeof usePlayback> }) {
  const { qualities, chosenLevel, shownLevel, chooseLevel } = playback;
  if (qualities.length === 0) return null;

  const nameOf = (level: number | null) => qualities.find((quality) => quality.level === level)?.name;
  const shown = nameOf(shownLevel);
  return (
    <ChoiceMenu
      label="Quality"
      icon="quality"
      current={nameOf(chosenLevel) ?? (shown ? `Auto ${shown}` : 'Auto')}
      choices={[
        { value: null, name: 'Auto', note: chosenLevel === null ? shown : undefined },
        ...qualities.map(({ level, name }) => ({ value: level, name })),
      ]}
      chosen={chosenLevel}
      onChoose={chooseLevel}
    />
  );
}
