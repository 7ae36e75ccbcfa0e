// The agent: takes a turn to the model that the settings and the session name, to those that stand in for it, or to the demo.
import type { MediaStore, Toolbox, ToolFacts } from '../agent-seams.ts';
import type { Api, Settings } from '../config/schema.ts';
import { GatewayError } from '../errors.ts';
import type { Agent, AgentEvent, Turn } from '../ports.ts';
import { chooseModels, referenceOf, type ServedChoice } from './catalog.ts';
import { besideClientTools, withClientTools } from './client-tools.ts';
import type { Cooldown } from './cooldown.ts';
import { runDemo } from './demo.ts';
import { neverEmpty } from './empty-answer.ts';
import { firstToAnswer } from './fallback.ts';
import { forgetKey, readKey, type Secrets } from './keys.ts';
import { runModel } from './model-agent.ts';
import type { Offer } from './offers.ts';
import type { OpenModel } from './opened-models.ts';
import { ProviderFailure } from './provider-failure.ts';
import { summaryPrompt } from './summary.ts';
import { withThoughtsApart } from './thoughts.ts';
import { modelTools } from './tool-calls.ts';

/** What speaks these may be any model behind any server; of the others each keeps thoughts apart itself. */
const thinksAloud: ReadonlySet<Api> = new Set(['openai-completions', 'ollama']);

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
  models: OpenModel;
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
  const { tools: toolbox, secrets } = options;
  const model = referenceOf(choice.model);
  const scene = { agentId: turn.agentId, sessionKey: turn.sessionKey, model, runId: turn.runId };
  const key = await readKey(choice.endpoint, secrets).catch((error: unknown) => {
    throw unreadableKey(model, error);
  });
  const summing = turn.purpose === 'summary';
  const clientTools = summing ? undefined : turn.clientTools;
  const tools = summing ? [] : besideClientTools((await toolbox.offered(scene)).tools, clientTools);
  const instructions = summing ? summaryPrompt : await options.instructions(turn, tools);
  if (signal.aborted) return;
  const events = runModel(turn, signal, {
    choice,
    key,
    thinking,
    instructions,
    tools: withClientTools(modelTools(tools, toolbox, scene), clientTools),
    media: options.media,
    open: options.models,
  });
  try {
    const apart = thinksAloud.has(choice.endpoint.api) ? withThoughtsApart(events) : events;
    // An empty summary is found by the compaction that asked for it.
    yield* summing ? apart : neverEmpty(apart, model);
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
