// The agent: takes a turn to the model that the settings and the session name, to those that stand in for it, or to the demo.
import type { MediaStore, Toolbox, ToolFacts } from '../agent-seams.ts';
import type { Settings } from '../config/schema.ts';
import { GatewayError } from '../errors.ts';
import type { Agent, AgentEvent, Turn } from '../ports.ts';
import { chooseModels, referenceOf, type ServedChoice } from './catalog.ts';
import { withClientTools } from './client-tools.ts';
import type { Cooldown } from './cooldown.ts';
import { runDemo } from './demo.ts';
import { firstToAnswer } from './fallback.ts';
import { forgetKey, readKey, type Secrets } from './keys.ts';
import { runModel } from './model-agent.ts';
import type { Offer } from './offers.ts';
import { pause as pauseFor } from './pause.ts';
import { ProviderFailure } from './provider-failure.ts';
import { type Patience, retrying } from './retry.ts';
import { summaryPrompt } from './summary.ts';
import { modelTools } from './tool-calls.ts';

export type AgentOptions = {
  settings: () => Settings;
  offers: () => readonly Offer[];
  settingsPath: string;
  tools: Toolbox;
  /** What its agent is told before the conversation, with what this one run is told. */
  instructions: (turn: Turn, tools: readonly ToolFacts[]) => Promise<string>;
  secrets: Secrets;
  cooldown: Cooldown;
  media?: MediaStore;
  patience?: Patience;
  fetch?: typeof globalThis.fetch;
};

export function createAgent(options: AgentOptions): Agent {
  const { settingsPath, cooldown } = options;
  return (turn, signal) => {
    const settings = options.settings();
    const thinking = turn.thinking ?? settings.agents.defaults.thinkingDefault ?? null;
    const candidates = chooseModels(settings, turn.agentId, turn.model);
    return firstToAnswer(
      candidates,
      (choice) =>
        choice.endpoint
          ? ask(choice, thinking, turn, signal, options)
          : runDemo(turn, signal, { offers: options.offers(), settingsPath, tools: options.tools }),
      cooldown,
    );
  };
}

async function* ask(
  choice: ServedChoice,
  thinking: string | null,
  turn: Turn,
  signal: AbortSignal,
  options: AgentOptions,
): AsyncGenerator<AgentEvent> {
  const { tools: toolbox, secrets, fetch = globalThis.fetch } = options;
  const patience = options.patience ?? { random: Math.random, pause: pauseFor };
  const model = referenceOf(choice.model);
  const scene = { agentId: turn.agentId, sessionKey: turn.sessionKey, model, runId: turn.runId };
  const key = await readKey(choice.endpoint, secrets).catch((error: unknown) => {
    throw unreadableKey(model, error);
  });
  const summing = turn.purpose === 'summary';
  const clientTools = summing ? undefined : turn.clientTools;
  const theirs = new Set(clientTools?.tools.map(({ name }) => name));
  const offered = summing ? [] : (await toolbox.offered(scene)).tools;
  // Of two tools of one name only one can be meant; whoever asks was told of it unless the rules have changed since.
  const tools = offered.filter(({ name }) => !theirs.has(name));
  const instructions = summing ? summaryPrompt : await options.instructions(turn, tools);
  if (signal.aborted) return;
  try {
    yield* runModel(turn, signal, {
      choice,
      key,
      thinking,
      instructions,
      tools: withClientTools(modelTools(tools, toolbox, scene), clientTools),
      media: options.media,
      fetch: retrying(fetch, model, patience),
    });
  } catch (error) {
    if (error instanceof ProviderFailure && error.what === 'key-refused') forgetKey(choice.endpoint, secrets);
    throw error;
  }
}

function unreadableKey(model: string, error: unknown): unknown {
  if (!(error instanceof GatewayError)) return error;
  const why = 'its API key cannot be read';
  const message = `Cannot get an answer from ${model}: ${why} (${error.message})`;
  return new ProviderFailure(message, { why, what: 'key-refused', details: { model }, retryAfterMs: undefined });
}
