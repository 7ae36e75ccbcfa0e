// The built-in demo: what answers before a model is configured. It shows the gateway at work and says what it is.
import type { AgentEvent, Turn } from '../ports.ts';
import type { Entry } from '../records.ts';
import { demoModel, referenceOf } from './catalog.ts';
import { textOf } from './messages.ts';
import { describeOffers, type Offer } from './offers.ts';
import { pause } from './pause.ts';
import { sessionStatus, type ToolFacts, tools } from './tools.ts';

/** About 70 words a second: quick, and still read as it comes. */
const WORD_MS = 14;
const QUOTE_CHARACTERS = 90;
const SUMMARY_LINES = 20;

export type DemoOptions = { offers: readonly Offer[]; settingsPath: string; now: () => number };

export async function* runDemo(turn: Turn, signal: AbortSignal, options: DemoOptions): AsyncGenerator<AgentEvent> {
  const { id: model, provider, contextWindow } = demoModel;
  const facts: ToolFacts = { turn, model: referenceOf(demoModel), now: options.now() };
  const call = { id: `call_${crypto.randomUUID()}`, name: 'session_status' };
  const usage = { input: 0, output: 0 };

  if (signal.aborted) return;
  yield { type: 'model', provider, model, contextTokens: contextWindow };
  if (turn.purpose === 'summary') {
    yield { type: 'text', delta: composeSummary(turn.entries) };
    yield { type: 'step', usage, stopReason: 'stop' };
    return;
  }
  yield { type: 'tool-start', ...call, arguments: {} };
  yield { type: 'tool-end', ...call, text: tools.session_status.run({}, facts), isError: false };
  yield { type: 'step', usage, stopReason: 'toolUse' };

  const heard = await turn.steer(1);
  const now = { ...facts, turn: { ...turn, entries: [...turn.entries, ...heard] } };
  for (const delta of composeAnswer(now, options).match(/\s*\S+/g) ?? []) {
    await pause(WORD_MS, signal);
    if (signal.aborted) return;
    yield { type: 'text', delta };
  }
  yield { type: 'step', usage, stopReason: 'stop' };
}

function composeAnswer(facts: ToolFacts, { offers, settingsPath }: DemoOptions): string {
  const status = sessionStatus(facts);
  const said = textOf(facts.turn.entries.findLast(({ role }) => role === 'user')?.content ?? '').trim();
  const words = said ? said.split(/\s+/).length : 0;
  const found = describeOffers(offers);
  return [
    `This is Pincer's **built-in demo**: no AI answers yet. You sent ${count(words, 'word')}:`,
    `> ${quote(said)}`,
    `\`session_status\` says: ${status.time.slice(0, 16).replace('T', ' ')} UTC, ${count(status.entries, 'entry', 'entries')} in ${code(status.session)}.`,
    `For real answers, put any OpenAI-compatible endpoint in ${code(settingsPath)}:`,
    `\`\`\`json5\n${composeSettings(offers[0])}\n\`\`\``,
    ...(found ? [`${found}.`] : []),
  ].join('\n\n');
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
  const { provider, baseUrl, key, model } = offer ?? {
    provider: 'mine',
    baseUrl: 'https://api.example.com/v1',
    key: 'the key',
    model: 'model-name',
  };
  return `{
  models: { providers: { ${provider}: {
    baseUrl: '${baseUrl}',${key === null ? '' : `\n    apiKey: '${key}',`}
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
