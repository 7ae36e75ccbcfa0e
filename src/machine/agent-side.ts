// What the agents of one machine have: their models, their tools, the folders they work in, the files they are sent.
import { createAgent } from '../agents/agent.ts';
import type { Offer } from '../agents/offers.ts';
import type { ServeOptions } from '../cli/serve.ts';
import type { Agent, SessionIndex, Sessions } from '../ports.ts';
import type { Home } from './home.ts';

export type AgentSide = { agent: Agent };

type Needs = {
  home: Home;
  options: ServeOptions;
  offers: () => readonly Offer[];
  index: SessionIndex;
  /** Asked for when a tool speaks to another session: the sessions have their agent first. */
  sessions: () => Sessions;
  now: () => number;
};

export function openAgentSide({ home, options, offers, now }: Needs): AgentSide {
  const { settings } = home;
  const agent = createAgent({
    settings: () => settings,
    offers,
    settingsPath: options.stateDirectory.settings,
    now,
  });
  return { agent };
}
