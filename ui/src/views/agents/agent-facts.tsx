// Who an agent is, by its settings and its workspace.
import { CopyButton } from '../../parts/copy-button.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { roomWords } from '../../words/words.ts';
import { type Fact, Facts } from '../facts.tsx';
import { printable } from '../printable.ts';
import { type Agent, Identity } from './wire.ts';

const sources = ['config', 'workspace', 'default'] as const;
const levels = ['off', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;

export function AgentFacts({ agent, first }: { agent: Agent; first: boolean }) {
  const { agents } = roomWords.value;
  const { id, model, workspace } = agent;
  const facts: (Fact | null)[] = [
    [agents.name, <Name key="name" agentId={id} />],
    [agents.id, <AgentId key="id" id={id} first={first} />],
    model ? [agents.model, <code key="model">{model.primary}</code>] : null,
    model && model.fallbacks.length > 0
      ? [agents.fallbacks, <code key="fallbacks">{model.fallbacks.join(', ')}</code>]
      : null,
    [agents.thinking, thinkingWords(agent)],
    workspace === undefined ? null : [agents.workspace, <Workspace key="workspace" path={workspace} />],
  ];
  return <Facts facts={facts} />;
}

function Name({ agentId }: { agentId: string }) {
  const { agents } = roomWords.value;
  const identity = useAnswer('agent.identity.get', { agentId }, Identity).value.value;
  if (!identity) return <span class="soft">{agentId}</span>;
  const source = sources.find((one) => one === identity.nameSource);
  return (
    <>
      {[...(identity.emoji === undefined ? [] : [identity.emoji]), printable(identity.name)].join(' ')}{' '}
      {source === undefined ? null : <span class="soft">{agents.nameSources[source]}</span>}
    </>
  );
}

function AgentId({ id, first }: { id: string; first: boolean }) {
  return (
    <>
      <code>{id}</code> {first ? <span class="tag">{roomWords.value.agents.defaultAgent}</span> : null}
    </>
  );
}

function Workspace({ path }: { path: string }) {
  return (
    <span class="with-button">
      <code>{path}</code>
      <CopyButton name={roomWords.value.agents.copyWorkspace} text={() => path} />
    </span>
  );
}

function thinkingWords({ thinkingDefault }: Agent): string {
  const { agents } = roomWords.value;
  if (thinkingDefault === undefined) return agents.thinkingOwn;
  const level = levels.find((one) => one === thinkingDefault);
  return level === undefined ? printable(thinkingDefault) : agents.thinkingLevels[level];
}
