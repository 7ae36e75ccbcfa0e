// The agents: all of them, or one.
import { PlaceLink } from '../../parts/place-link.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { roomWords } from '../../words/words.ts';
import { Answered } from '../answered.tsx';
import { View } from '../view.tsx';
import { AgentPage } from './agent-page.tsx';
import { signOf, titleOfAgent } from './naming.ts';
import { type Agent, Agents } from './wire.ts';
import '../../styles/agents.css';

export function AgentsView({ agentId }: { agentId: string | null }) {
  const { agents } = roomWords.value;
  const all = useAnswer('agents.list', {}, Agents);
  const found = all.value.value?.agents.find(({ id }) => id === agentId);
  if (agentId !== null && all.value.value && found) {
    return <AgentPage key={agentId} agent={found} all={all.value.value} />;
  }
  return (
    <View title={agents.title}>
      <Answered answer={all}>
        {({ agents: listed, defaultId }) => (
          <>
            {agentId === null ? null : <p>{agents.missing(agentId)}</p>}
            {listed.length === 0 ? <p class="soft">{agents.none}</p> : null}
            <ul class="bare agent-cards">
              {listed.map((agent) => (
                <AgentCard key={agent.id} agent={agent} first={agent.id === defaultId} />
              ))}
            </ul>
          </>
        )}
      </Answered>
    </View>
  );
}

function AgentCard({ agent, first }: { agent: Agent; first: boolean }) {
  const { agents } = roomWords.value;
  return (
    <li class="card agent-card">
      <span class="agent-sign" aria-hidden="true">
        {signOf(agent)}
      </span>
      <div>
        <p class="row-head">
          <PlaceLink to={{ view: 'agents', agentId: agent.id }}>{titleOfAgent(agent)}</PlaceLink>
          {first ? <span class="tag">{agents.defaultAgent}</span> : null}
        </p>
        <p class="soft small">
          <code>{agent.id}</code>
          {agent.model ? ` · ${agent.model.primary}` : ''}
        </p>
      </div>
    </li>
  );
}
