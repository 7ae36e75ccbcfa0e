// What may be used in one session now. It belongs to the session: its model and its channel have a say in it.
import { useId, useState } from 'preact/hooks';
import { useAnswer } from '../../parts/use-answer.ts';
import { useApp } from '../../state/app.ts';
import { titleOf } from '../../state/titles.ts';
import { roomWords } from '../../words/words.ts';
import { Answered } from '../answered.tsx';
import { ToolGroup, ToolRow } from './tool-list.tsx';
import { groupName, profileName } from './tool-naming.ts';
import { Effective } from './wire.ts';

type AvailableProps = { agentId: string; mainKey: string };

export function AvailableTools({ agentId, mainKey }: AvailableProps) {
  const { roster } = useApp();
  const { agents, chat } = roomWords.value;
  const id = useId();
  const [key, setKey] = useState(mainKey);
  const sessions = roster.sessions.value.filter((session) => session.agentId === agentId && session.key !== mainKey);
  const chosen = roster.find(key);
  return (
    <>
      <p class="tool-session">
        <label for={id}>{agents.tools.session}</label>
        <select id={id} class="field" value={key} onChange={({ currentTarget }) => setKey(currentTarget.value)}>
          <option value={mainKey}>
            {titleOf(roster.find(mainKey) ?? { key: mainKey, isMain: true }) || chat.main}
          </option>
          {sessions.map((session) => (
            <option key={session.key} value={session.key}>
              {titleOf(session)}
            </option>
          ))}
        </select>
      </p>
      {/* Another model may have other rules. */}
      <Effectively key={`${key} ${chosen?.modelProvider}/${chosen?.model}`} agentId={agentId} sessionKey={key} />
    </>
  );
}

function Effectively({ agentId, sessionKey }: { agentId: string; sessionKey: string }) {
  const { tools } = roomWords.value.agents;
  const answer = useAnswer('tools.effective', { agentId, sessionKey }, Effective);
  return (
    <Answered answer={answer} rows={6}>
      {(effective) => (
        <>
          <p class="tool-summary">
            <span class="soft small">{summaryOf(effective)}</span>
            <button type="button" class="link" onClick={() => void answer.again()}>
              {roomWords.value.common.loadAgain}
            </button>
          </p>
          <Notices notices={effective.notices} />
          {effective.groups.length === 0 ? <p class="soft">{tools.noneAvailable}</p> : null}
          {effective.groups.map((group) => (
            <ToolGroup key={group.id} title={groupName(group)} count={group.tools.length}>
              {group.tools.map(({ id, label, description, rawDescription }) => (
                <ToolRow
                  key={id}
                  id={id}
                  label={label}
                  description={description}
                  whole={rawDescription.trim() === description ? '' : rawDescription}
                />
              ))}
            </ToolGroup>
          ))}
        </>
      )}
    </Answered>
  );
}

function Notices({ notices }: Pick<Effective, 'notices'>) {
  const { tools } = roomWords.value.agents;
  if (notices.length === 0) return null;
  return (
    <ul class="bare tool-notices">
      {notices.map(({ id, severity, message }) => (
        <li key={id} data-tone={severity === 'warning' ? 'warn' : 'plain'}>
          <strong>{severity === 'warning' ? tools.warning : tools.info}</strong> <bdi>{message}</bdi>
        </li>
      ))}
    </ul>
  );
}

function summaryOf({ profile, groups }: Effective): string {
  const { tools } = roomWords.value.agents;
  const count = groups.reduce((sum, group) => sum + group.tools.length, 0);
  return [tools.count(count), ...(profile === '' ? [] : [tools.profile(profileName(profile))])].join(' · ');
}
