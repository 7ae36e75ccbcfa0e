// The built-in demo: what answers before a model is configured. It shows the gateway at work and says what it is.
import * as v from 'valibot';
import type { Toolbox, ToolResult } from '../agent-seams.ts';
import { GatewayError } from '../errors.ts';
import type { AgentEvent, Turn } from '../ports.ts';
import type { Entry } from '../records.ts';
import { demoModel, referenceOf } from './catalog.ts';
import { textOf } from './messages.ts';
import { describeOffers, type Offer } from './offers.ts';
import { pause } from './pause.ts';

/** About 70 words a second: quick, and still read as it comes. */
const WORD_MS = 14;
const QUOTE_CHARACTERS = 90;
const SUMMARY_LINES = 20;

const Status = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ time: v.string(), entries: v.number(), session: v.string() }),
);

type Told = Pick<ToolResult, 'text' | 'isError'>;
export type DemoOptions = { offers: readonly Offer[]; settingsPath: string; tools: Toolbox };

export async function* runDemo(turn: Turn, signal: AbortSignal, options: DemoOptions): AsyncGenerator<AgentEvent> {
  const { id: model, provider, contextWindow } = demoModel;
  const call = { id: `call_${crypto.randomUUID()}`, name: 'session_status' };
  const usage = { input: 0, output: 0 };

  if (signal.aborted) return;
  yield { type: 'model', provider, model, contextTokens: contextWindow };
  if (turn.purpose === 'summary') {
    yield { type: 'text', delta: composeSummary(turn.entries) };
    yield { type: 'step', usage, stopReason: 'stop' };
    return;
  }
  const status = await askStatus(turn, signal, options.tools);
  if (status) {
    yield { type: 'tool-start', ...call, arguments: {} };
    yield { type: 'tool-end', ...call, ...status };
    yield { type: 'step', usage, stopReason: 'toolUse' };
  }
  const heard = status ? await turn.steer(1) : [];
  for (const delta of composeAnswer([...turn.entries, ...heard], status, options).match(/\s*\S+/g) ?? []) {
    await pause(WORD_MS, signal);
    if (signal.aborted) return;
    yield { type: 'text', delta };
  }
  yield { type: 'step', usage, stopReason: 'stop' };
}

/** Null when the rules do not let the demo use it. */
async function askStatus(turn: Turn, signal: AbortSignal, tools: Toolbox): Promise<Told | null> {
  const { agentId, sessionKey, runId } = turn;
  const scene = { agentId, sessionKey, runId, model: referenceOf(demoModel) };
  try {
    const { text, isError } = await tools.call('session_status', {}, scene, signal);
    return { text, isError };
  } catch (error) {
    if (signal.aborted || (error instanceof GatewayError && error.details?.code === 'TOOL_NOT_ALLOWED')) return null;
    throw error;
  }
}

function composeAnswer(entries: readonly Entry[], status: Told | null, { offers, settingsPath }: DemoOptions): string {
  const asked = entries.findLast(({ role }) => role === 'user');
  const said = textOf(asked?.content ?? '').trim();
  const files = (asked?.meta.media ?? []).map(({ name }) => name);
  const also = files.length > 0 ? ` and ${count(files.length, 'file')}` : '';
  const words = said ? said.split(/\s+/).length : 0;
  const found = describeOffers(offers);
  return [
    `This is Pincer's **built-in demo**: no AI answers yet. You sent ${count(words, 'word')}${also}:`,
    `> ${quote([said, ...files].join(' ').trim())}`,
    describeStatus(status),
    `For real answers, name a model in ${code(settingsPath)}:`,
    `\`\`\`json5\n${composeSettings(offers[0])}\n\`\`\``,
    ...(found ? [`${found}.`] : []),
  ].join('\n\n');
}

function describeStatus(status: Told | null): string {
  if (!status) return 'It would show `session_status` here, but the rules in `tools` do not allow that tool.';
  const read = v.safeParse(Status, status.text);
  if (!read.success) return 'It asked `session_status`, and that failed.';
  const { time, entries, session } = read.output;
  return `\`session_status\` says: ${time.slice(0, 16).replace('T', ' ')} UTC, ${count(entries, 'entry', 'entries')} in ${code(session)}.`;
}

/** It understands nothing, so it only says again what people said: all that it has room for, the newest of it. */
function composeSummary(entries: readonly Entry[]): string {
  const earlier = entries.filter(({ role }) => role === 'system').map(({ content }) => textOf(content).split('\n'));
  const known = earlier.flat().filter((line) => line.startsWith('- '));
  const asked = entries
    .filter(({ role }) => role === 'user')
    .map(({ content }) => `- ${quote(textOf(content).trim())}`);
  const lines = [...known, ...asked].slice(-SUMMARY_LINES);
  const words = "Pincer's built-in demo wrote this without understanding any of it. The last things that people said:";
  return [words, '', ...lines].join('\n');
}

function composeSettings(offer: Offer | undefined): string {
  const { provider, baseUrl, api, key, model } = offer ?? {
    provider: 'mine',
    baseUrl: 'https://api.example.com/v1',
    api: 'openai-completions',
    key: 'the key',
    model: 'model-name',
  };
  return `{
  models: { providers: { ${provider}: {
    baseUrl: '${baseUrl}',
    api: '${api}',${key === null ? '' : `\n    apiKey: '${key}',`}
    models: [{ id: '${model}' }],
  } } },
  agents: { defaults: { model: { primary: '${provider}/${model}' } } },
}`;
}

/** One line of what was said, with nothing in it that Markdown would act on. */
function quote(said: string): string {
  const characters = [...said.replace(/\s+/g, ' ')];
  const cut = characters.length > QUOTE_CHARACTERS;
  const start = cut ? `${characters.slice(0, QUOTE_CHARACTERS).join('').trimEnd()}…` : characters.join('');
  return start.replace(/[\\`*_~[\]<>#|&!]/g, '\\$&') || '(nothing)';
}

function code(text: string): string {
  return `\`${text.replaceAll('`', '')}\``;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
