// One agent: who it is, what it may use, and its files.
import { PlaceLink } from '../../parts/place-link.tsx';
import { roomWords } from '../../words/words.ts';
import { View } from '../view.tsx';
import { AgentFacts } from './agent-facts.tsx';
import { titleOfAgent } from './naming.ts';
import { ToolsPanel } from './tools-panel.tsx';
import type { Agent, Agents } from './wire.ts';
import { WorkspaceFiles } from './workspace-files.tsx';

export function AgentPage({ agent, all }: { agent: Agent; all: Agents }) {
  const { agents } = roomWords.value;
  const mainKey = `agent:${agent.id}:${all.mainKey}`;
  const chat = (
    <PlaceLink to={{ view: 'chat', key: mainKey, message: null }} class="plain">
      {agents.openChat}
    </PlaceLink>
  );
  const back = (
    <p class="view-back">
      <PlaceLink to={{ view: 'agents', agentId: null }}>{agents.all}</PlaceLink>
    </p>
  );
  return (
    <View title={titleOfAgent(agent)} named actions={chat} before={back}>
      <AgentFacts agent={agent} first={agent.id === all.defaultId} />
      <ToolsPanel agentId={agent.id} mainKey={mainKey} />
      <WorkspaceFiles agentId={agent.id} />
    </View>
  );
}
