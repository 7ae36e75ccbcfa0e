// The groups: their names and their order.
import { useState } from 'preact/hooks';
import { said } from '../conversation/talk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { useApp } from '../state/app.ts';
import { Section } from '../views/view.tsx';
import { words } from '../words/words.ts';

type Asked = { what: 'new' } | { what: 'name' | 'remove'; name: string };

export function GroupList() {
  const { gateway, notices, roster } = useApp();
  const { common, sessions } = words.value;
  const { groups } = sessions;
  const [asked, ask] = useState<Asked | null>(null);
  const names = roster.groups.names.value;
  const attempt = (work: Promise<void>) => {
    ask(null);
    work.catch((error: unknown) => notices.complain(common.notDone(said(error))));
  };
  const may = gateway.can('sessions.groups.put', 'operator.write');
  const disabled = !gateway.ready;
  const add = (
    <button type="button" class="plain" disabled={disabled} onClick={() => ask({ what: 'new' })}>
      {groups.add}
    </button>
  );
  return (
    <Section title={groups.title} actions={may ? add : null}>
      {names.length === 0 ? <p class="soft">{groups.none}</p> : null}
      <ul class="bare session-group-list">
        {names.map((name, index) => (
          <li key={name}>
            <bdi class="cut">{name}</bdi>
            {may ? (
              <span>
                <IconButton
                  icon="up"
                  name={groups.up(name)}
                  disabled={disabled || index === 0}
                  onClick={() => attempt(roster.groups.move(name, -1))}
                />
                <IconButton
                  icon="down"
                  name={groups.down(name)}
                  disabled={disabled || index === names.length - 1}
                  onClick={() => attempt(roster.groups.move(name, 1))}
                />
                <IconButton
                  icon="edit"
                  name={groups.rename(name)}
                  disabled={disabled}
                  onClick={() => ask({ what: 'name', name })}
                />
                <IconButton
                  icon="trash"
                  name={groups.remove(name)}
                  disabled={disabled}
                  onClick={() => ask({ what: 'remove', name })}
                />
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      {asked?.what === 'remove' ? (
        <Confirm
          title={groups.removeTitle(asked.name)}
          act={groups.removeAct}
          bad
          onConfirm={() => attempt(roster.groups.remove(asked.name))}
          onClose={() => ask(null)}
        >
          <p>{groups.removeWhat}</p>
        </Confirm>
      ) : null}
      {asked?.what === 'new' ? (
        <NameDialog
          title={groups.add}
          before=""
          save={(name) => attempt(roster.groups.add(name))}
          close={() => ask(null)}
        />
      ) : null}
      {asked?.what === 'name' ? (
        <NameDialog
          title={groups.rename(asked.name)}
          before={asked.name}
          save={(name) => attempt(roster.groups.rename(asked.name, name))}
          close={() => ask(null)}
        />
      ) : null}
    </Section>
  );
}

type NameDialogProps = { title: string; before: string; save: (name: string) => void; close: () => void };

function NameDialog({ title, before, save, close }: NameDialogProps) {
  const { gateway, roster } = useApp();
  const { common, sessions } = words.value;
  const [name, setName] = useState(before);
  const wanted = name.trim();
  const taken = wanted !== before && roster.groups.names.value.includes(wanted);
  return (
    <Dialog title={title} onClose={close}>
      <form
        class="session-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted !== '' && !taken) save(wanted);
        }}
      >
        <label class="label">
          {sessions.groupName}
          <input
            class="field"
            dir="auto"
            required
            autofocus
            maxLength={512}
            value={name}
            aria-invalid={taken}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
          {taken ? (
            <span class="bad" role="alert">
              {sessions.groups.taken}
            </span>
          ) : null}
        </label>
        <footer class="dialog-foot">
          <button type="button" class="plain" onClick={close}>
            {common.cancel}
          </button>
          <button type="submit" class="primary" disabled={taken || !gateway.ready}>
            {common.save}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
