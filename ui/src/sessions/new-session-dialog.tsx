// A new chat with an agent, a model and a name of one's choice.
import { useState } from 'preact/hooks';
import * as v from 'valibot';
import { Model } from '../../../src/protocol/models.ts';
import { said } from '../conversation/talk.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';

const Agents = v.object({
  defaultId: v.string(),
  agents: v.array(
    v.object({
      id: v.string(),
      name: v.optional(v.string()),
      identity: v.optional(v.object({ name: v.optional(v.string()), emoji: v.optional(v.string()) })),
      model: v.optional(v.object({ primary: v.string() })),
    }),
  ),
});
type Agent = v.InferOutput<typeof Agents>['agents'][number];
const Models = v.object({ models: v.array(Model) });
const Created = v.object({ key: v.string() });

export function NewSessionDialog({ onClose }: { onClose: () => void }) {
  const { gateway, route } = useApp();
  const { common, sessions } = words.value;
  const agents = useAnswer('agents.list', {}, Agents).value.value;
  const [agent, setAgent] = useState('');
  const agentId = agent || agents?.defaultId;
  const models = useAnswer('models.list', agentId === undefined ? {} : { agentId }, Models).value.value?.models ?? [];
  const [model, setModel] = useState('');
  const [label, setLabel] = useState('');
  const [why, setWhy] = useState('');
  const [busy, setBusy] = useState(false);
  const own = agents?.agents.find(({ id }) => id === agentId)?.model?.primary;

  const create = async () => {
    setBusy(true);
    setWhy('');
    const name = label.trim();
    const asked = { agentId, ...(model === '' ? {} : { model }), ...(name === '' ? {} : { label: name }) };
    try {
      const { key } = await gateway.ask('sessions.create', asked, Created);
      onClose();
      route.chat(key);
    } catch (error) {
      setWhy(said(error));
      setBusy(false);
    }
  };

  return (
    <Dialog title={sessions.newChat} onClose={onClose}>
      <form
        class="session-form"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <label class="label">
          {sessions.agent}
          <select class="field" value={agentId ?? ''} onChange={({ currentTarget }) => setAgent(currentTarget.value)}>
            {(agents?.agents ?? []).map((one) => (
              <option key={one.id} value={one.id}>
                {nameOf(one)}
              </option>
            ))}
          </select>
        </label>
        <label class="label">
          {sessions.model}
          <select class="field" value={model} onChange={({ currentTarget }) => setModel(currentTarget.value)}>
            <option value="">{own === undefined ? sessions.agentsModel : sessions.agentsModelIs(own)}</option>
            {models.map(({ id, provider, name, available }) => (
              <option key={`${provider}/${id}`} value={`${provider}/${id}`} disabled={!available}>
                {available ? `${name} · ${provider}` : sessions.unavailable(name)}
              </option>
            ))}
          </select>
        </label>
        <label class="label">
          {sessions.titleOptional}
          <input
            class="field"
            dir="auto"
            maxLength={512}
            value={label}
            onInput={({ currentTarget }) => setLabel(currentTarget.value)}
          />
        </label>
        {why === '' ? null : (
          <p class="bad" role="alert">
            {common.notDone(why)}
          </p>
        )}
        <footer class="dialog-foot">
          <button type="button" class="plain" onClick={onClose}>
            {common.cancel}
          </button>
          <button type="submit" class="primary" disabled={busy || !gateway.ready}>
            {sessions.begin}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function nameOf({ id, name, identity }: Agent): string {
  const called = identity?.name ?? name ?? id;
  return identity?.emoji === undefined ? called : `${identity.emoji} ${called}`;
}
