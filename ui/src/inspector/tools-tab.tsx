// What may be used in this session right now; the settings that decide about it are the agent's.
import { useEffect } from 'preact/hooks';
import type * as v from 'valibot';
import type { Conversation } from '../conversation/conversation.ts';
import { number } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Loading, Trouble } from '../parts/states.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { useApp } from '../state/app.ts';
import { Effective } from '../views/agents/wire.ts';
import { roomWords } from '../words/words.ts';

type Tool = v.InferOutput<typeof Effective>['groups'][number]['tools'][number];

export function ToolsTab({ conversation }: { conversation: Conversation }) {
  const { gateway } = useApp();
  const { common, inspector } = roomWords.value;
  const { value, trouble, again } = useAnswer('tools.effective', { sessionKey: conversation.key }, Effective);
  const { ending, reading } = conversation;
  const model = reading.info.value?.model;
  useEffect(() => {
    const look = () => {
      if (gateway.ready) void again();
    };
    const heard = ending.subscribe(look);
    addEventListener('focus', look);
    return () => {
      heard();
      removeEventListener('focus', look);
    };
  }, [again, ending, model]);

  const effective = value.value;
  const why = trouble.value;
  if (!effective) {
    if (why !== '') return <Trouble why={why} again={() => void again()} />;
    return gateway.lost.value ? <p class="soft">{common.whenBack}</p> : <Loading />;
  }
  return (
    <>
      <h3>{inspector.toolsNow}</h3>
      {why === '' ? null : <Trouble why={why} again={() => void again()} />}
      {effective.notices.map(({ id, severity, message }) => (
        <p key={id} class="inspector-notice" data-tone={severity === 'warning' ? 'warn' : 'plain'} dir="auto">
          <Icon name={severity === 'warning' ? 'failed' : 'file'} size={16} /> {message}
        </p>
      ))}
      {effective.groups.length === 0 ? <p class="soft">{inspector.noTools}</p> : null}
      {effective.groups.map(({ id, label, tools }) => (
        <section key={id} class="inspector-part">
          <h4>
            {groupName(id, label)} <span class="soft">{number(tools.length)}</span>
          </h4>
          <ul class="bare inspector-rows">
            {tools.map((tool) => (
              <ToolRow key={tool.id} tool={tool} />
            ))}
          </ul>
        </section>
      ))}
      <p>
        <PlaceLink to={{ view: 'agents', agentId: effective.agentId }}>{inspector.toolsOfAgent}</PlaceLink>
      </p>
    </>
  );
}

function ToolRow({ tool: { id, label, description, rawDescription } }: { tool: Tool }) {
  const { inspector } = roomWords.value;
  const whole = rawDescription.trim();
  return (
    <li>
      <p class="inspector-tool">
        <strong dir="auto">{label}</strong> <code class="soft small">{id}</code>
      </p>
      {description === '' ? null : (
        <p class="small soft" dir="auto">
          {description}
        </p>
      )}
      {whole === '' || whole === description ? null : (
        <details class="inspector-fold">
          <summary>{inspector.wholeDescription}</summary>
          <p class="inspector-text" dir="auto">
            {whole}
          </p>
        </details>
      )}
    </li>
  );
}

function groupName(id: string, label: string): string {
  const { toolGroups } = roomWords.value.inspector;
  return id === 'core' || id === 'mcp' ? toolGroups[id] : label;
}
