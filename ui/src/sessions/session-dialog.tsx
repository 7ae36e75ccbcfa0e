// What is asked about a session before it is changed: its name, or the group that it goes into.
import { useId, useState } from 'preact/hooks';
import { Dialog } from '../parts/dialog.tsx';
import { useApp } from '../state/app.ts';
import { titleOf } from '../state/titles.ts';
import { words } from '../words/words.ts';
import { changeSession, type SessionChange } from './session-change.ts';
import type { Asked } from './session-items.ts';

type SessionDialogProps = { asked: Asked; onClose: () => void };
const LONGEST = 512;

export function SessionDialog({ asked: { what, key }, onClose }: SessionDialogProps) {
  const app = useApp();
  const { sessions } = words.value;
  const title = titleOf(app.roster.find(key));
  const change = (wanted: SessionChange) => {
    onClose();
    void changeSession(app, key, wanted);
  };
  return (
    <Dialog title={what === 'name' ? sessions.renameTitle : sessions.moveTitle(title)} onClose={onClose}>
      {what === 'name' ? (
        <NameForm title={title} save={(label) => change({ label })} cancel={onClose} />
      ) : (
        <GroupForm
          chosen={app.roster.find(key)?.category ?? ''}
          save={(category) => change({ category })}
          cancel={onClose}
        />
      )}
    </Dialog>
  );
}

type FormProps = { save: (value: string | null) => void; cancel: () => void };

function NameForm({ title, save, cancel }: FormProps & { title: string }) {
  const { sessions } = words.value;
  const [name, setName] = useState(title);
  return (
    <form
      class="session-form"
      onSubmit={(event) => {
        event.preventDefault();
        // Without a name of its own it goes by its first words again.
        save(name.trim() === '' ? null : name.trim());
      }}
    >
      <label class="label">
        {sessions.title}
        <input
          class="field"
          dir="auto"
          value={name}
          maxLength={LONGEST}
          autofocus
          onFocus={({ currentTarget }) => currentTarget.select()}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      <p class="soft small">{sessions.renameNote}</p>
      <Foot cancel={cancel} />
    </form>
  );
}

const NEW = '\n';

function GroupForm({ chosen, save, cancel }: FormProps & { chosen: string }) {
  const { roster } = useApp();
  const { sessions } = words.value;
  const names = roster.groups.names.value;
  const [group, setGroup] = useState(names.length === 0 ? NEW : chosen);
  const [fresh, setFresh] = useState('');
  const id = useId();
  const choices = [
    { value: '', label: sessions.noGroup },
    ...names.map((name) => ({ value: name, label: name })),
    { value: NEW, label: sessions.newGroup },
  ];
  return (
    <form
      class="session-form"
      onSubmit={(event) => {
        event.preventDefault();
        const name = group === NEW ? fresh.trim() : group;
        if (name !== '' || group === '') save(name === '' ? null : name);
      }}
    >
      <fieldset class="session-groups">
        <legend class="unseen">{sessions.group}</legend>
        {choices.map(({ value, label }) => (
          <label key={value}>
            <input type="radio" name={id} checked={group === value} onChange={() => setGroup(value)} />
            <bdi>{label}</bdi>
          </label>
        ))}
      </fieldset>
      {group === NEW ? (
        <label class="label">
          {sessions.groupName}
          <input
            class="field"
            dir="auto"
            required
            autofocus
            value={fresh}
            maxLength={LONGEST}
            onInput={({ currentTarget }) => setFresh(currentTarget.value)}
          />
        </label>
      ) : null}
      <Foot cancel={cancel} />
    </form>
  );
}

function Foot({ cancel }: { cancel: () => void }) {
  const { gateway } = useApp();
  const { common } = words.value;
  return (
    <footer class="dialog-foot">
      <button type="button" class="plain" onClick={cancel}>
        {common.cancel}
      </button>
      <button type="submit" class="primary" disabled={!gateway.ready}>
        {common.save}
      </button>
    </footer>
  );
}
