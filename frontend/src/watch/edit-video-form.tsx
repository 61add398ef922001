import type { descriptionMaxLength, titleMaxLength, VideoView } from '@sluice/vod';
import { type SubmitEvent, useState } from 'react';
import { LabelledField } from '../controls/labelled-field';
import { ProblemPanel } from '../controls/problem-panel';
import { useUpdateVideo } from '../videos/video-actions';
import { VisibilitySelect } from '../videos/visibility-select';

/** Typed by the contract's constants: a limit that changes there fails to compile here, and no schema is bundled. */
const titleLimit: typeof titleMaxLength = 200;
const descriptionLimit: typeof descriptionMaxLength = 5000;

interface EditVideoFormProps {
  video: VideoView;
  onClose: () => void;
}

export function EditVideoForm({ video, onClose }: EditVideoFormProps) {
  const update = useUpdateVideo(video.id);
  const [visibility, setVisibility] = useState(video.visibility);

  const save = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const changes = {
      title: String(form.get('title')),
      description: String(form.get('description')),
      visibility,
    };
    update.mutate(changes, { onSuccess: onClose });
  };

  return (
    <form className="panel max-w-2xl space-y-5" onSubmit={save} aria-label="Edit the video">
      <LabelledField label="Title">
        {(field) => (
          <input
            {...field}
            className="field"
            name="title"
            defaultValue={video.title}
            maxLength={titleLimit}
            pattern=".*\S.*"
            title="At least one letter"
            required
            autoFocus
          />
        )}
      </LabelledField>
      <LabelledField label="Description">
        {(field) => (
          <textarea
            {...field}
            className="field min-h-28"
            name="description"
            defaultValue={video.description}
            maxLength={descriptionLimit}
          />
        )}
      </LabelledField>
      <VisibilitySelect value={visibility} onChange={setVisibility} />
      {update.error && <ProblemPanel error={update.error} />}
      <div className="flex flex-wrap gap-2">
        <button type="submit" className="button button-primary" disabled={update.isPending}>
          {update.isPending ? 'Saving…' : 'Save'}
        </button>
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
}
