// The title of the session, to be read and to be changed.
import { useEffect, useState } from 'preact/hooks';
import type { SessionInfo } from '../conversation/wire.ts';
import { changeSession } from '../sessions/session-change.ts';
import { useApp } from '../state/app.ts';
import { titleOf } from '../state/titles.ts';
import { roomWords } from '../words/words.ts';

export function SessionTitle({ session }: { session: SessionInfo }) {
  const app = useApp();
  const { common, sessions } = roomWords.value;
  const title = titleOf(session);
  const [text, setText] = useState(title);
  useEffect(() => setText(title), [title]);
  const may = app.gateway.can('sessions.patch', 'operator.write');
  const changed = text.trim() !== title;
  return (
    <form
      class="inspector-title"
      onSubmit={(event) => {
        event.preventDefault();
        const label = text.trim();
        if (changed) void changeSession(app, session.key, { label: label === '' ? null : label });
      }}
    >
      <label class="label">
        {sessions.title}
        <input
          class="field"
          dir="auto"
          maxLength={512}
          readOnly={!may}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || !changed) return;
            event.preventDefault();
            event.stopPropagation();
            setText(title);
          }}
        />
      </label>
      {may && changed ? (
        <button type="submit" class="primary" disabled={!app.gateway.ready}>
          {common.save}
        </button>
      ) : null}
    </form>
  );
}
