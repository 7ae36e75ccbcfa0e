// The agent: takes a turn to the model that the settings and the session name, or to the demo.
import type { Settings } from '../config/schema.ts';
import type { Agent } from '../ports.ts';
import { chooseModel, getAgent } from './catalog.ts';
import { runDemo } from './demo.ts';
import { runModel } from './model-agent.ts';
import type { Offer } from './offers.ts';
import { systemPrompt } from './prompt.ts';
import { summaryPrompt } from './summary.ts';

export type AgentOptions = {
  settings: () => Settings;
  offers: () => readonly Offer[];
  settingsPath: string;
  now: () => number;
  fetch?: typeof globalThis.fetch;
};

export function createAgent(options: AgentOptions): Agent {
  const { now, settingsPath, fetch = globalThis.fetch } = options;
  return async function* (turn, signal) {
    const settings = options.settings();
    const { model, endpoint, maxTokens } = chooseModel(settings, turn.agentId, turn.model);
    if (!endpoint) {
      yield* runDemo(turn, signal, { offers: options.offers(), settingsPath, now });
      return;
    }
    const name = getAgent(settings, turn.agentId).name;
    const instructions = turn.purpose === 'summary' ? summaryPrompt : systemPrompt(name, now());
    yield* runModel(turn, signal, { model, endpoint, maxTokens, instructions, now, fetch });
  };
}
