import type { titleMaxLength, Visibility } from '@sluice/vod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { LabelledField } from '../controls/labelled-field';
import { ProblemPanel } from '../controls/problem-panel';
import { VisibilitySelect } from '../videos/visibility-select';
import { createRoom, roomKeys } from './room-api';

/** Typed by the contract's constant, so that no schema is bundled. */
const titleLimit: typeof titleMaxLength = 200;

/** A new room opens at once: whoever makes one wants to go in. */
export function CreateRoomForm() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [visibility, setVisibility] = useState<Visibility>('public');
  const creation = useMutation({
    mutationFn: createRoom,
    onSuccess: (room) => {
      void queryClient.invalidateQueries({ queryKey: roomKeys.list });
      void navigate({ to: '/rooms/$room', params: { room: room.id } });
    },
  });

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get('title')).trim();
    creation.mutate({ title, visibility });
  };

  return (
    <form className="panel space-y-5" onSubmit={submit} aria-label="Make a room">
      <div className="grid gap-5 sm:grid-cols-2">
        <LabelledField label="Title" hint="The films are named after it.">
          {(field) => (
            <input
              {...field}
              className="field"
              name="title"
              maxLength={titleLimit}
              pattern=".*\S.*"
              title="At least one letter"
              required
            />
          )}
        </LabelledField>
        <VisibilitySelect value={visibility} onChange={setVisibility} />
      </div>
      {creation.error && <ProblemPanel error={creation.error} />}
      <button type="submit" className="button button-primary" disabled={creation.isPending}>
        {creation.isPending ? 'Making…' : 'Make a room'}
      </button>
    </form>
  );
}
