// A session actor in a world of the test's own: its disk, its agent, its clock, and someone who writes down what it says.
import { vi } from 'vitest';
import { SessionActor } from '../../actors/session.ts';
import type { Command, SessionEvent } from '../../src/commands.ts';
import type { Terms } from '../../src/ports.ts';
import type { History } from '../../src/protocol/chat.ts';
import type { Message } from '../../src/protocol/messages.ts';
import { Disk } from './disk.ts';
import { ScriptedAgent } from './scripted-agent.ts';

export const key = 'agent:main:main';
export const sender = { id: 'cli', clientId: 'cli', clientMode: 'cli' };

const defaults = { modelProvider: 'demo', model: 'demo', contextTokens: 1000 };

export const terms: Terms = {
  mainKey: 'main',
  queueMode: 'followup',
  historyMaxChars: 8000,
  timeoutMs: 0,
  defaults,
  defaultsOf: () => defaults,
  contextWindow: () => null,
};

/** The clock of timers stands still until the test moves it; turns of the event loop go on by themselves. */
export function stopTheClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
}

/** Everything that needs no clock has happened: all else here takes a few turns of the event loop. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  await settled();
}

export function openSession(given: { disk?: Disk; agent?: ScriptedAgent; terms?: Partial<Terms> } = {}) {
  const disk = given.disk ?? new Disk();
  const agent = given.agent ?? new ScriptedAgent();
  const heard: SessionEvent[] = [];
  let time = 1000;
  const actor = new SessionActor({
    key,
    transcript: disk.open(),
    agent: agent.run,
    terms: () => ({ ...terms, ...given.terms }),
    now: () => (time += 1),
    watchers: { deliver: (_watcher, _key, events) => void heard.push(...events) },
  });
  actor.watch('someone');
  return { actor, disk, agent, heard };
}

export type World = ReturnType<typeof openSession>;

export function send(runId: string, message = `words of ${runId}`): Extract<Command, { type: 'send' }> {
  return { type: 'send', runId, message, sender };
}

/** A session that is answering. */
export async function running(name = 'one', given: Parameters<typeof openSession>[0] = {}) {
  const world = openSession(given);
  await world.actor.call(send(name));
  await settled();
  return world;
}

export function inject(message: string): Command & { type: 'inject' } {
  return { type: 'inject', message };
}

export function abort(runId?: string, clearQueued = false): Command & { type: 'abort' } {
  return { type: 'abort', runId, clearQueued, origin: 'rpc' };
}

export async function historyOf({ actor }: { actor: SessionActor }, limit = 1000): Promise<History> {
  const params = { sessionKey: key, limit, offset: 0 };
  const history = await actor.call({ type: 'history', params, maxChars: 8000 });
  if (!('sessionKey' in history)) throw new Error('Asked for a page and got something else');
  return history;
}

export function textOf({ content }: Pick<Message, 'content'>): string {
  if (typeof content === 'string') return content;
  return content.map((block) => (block.type === 'text' ? block.text : `<${block.name}>`)).join('');
}

/** A page of history as "role: text". */
export async function linesOf(world: { actor: SessionActor }): Promise<string[]> {
  return (await historyOf(world)).messages.map((message) => `${message.role}: ${textOf(message)}`);
}

type Chat = Extract<SessionEvent, { event: 'chat' }>['payload'];

/** How runs were said to end: "run state". */
export function endsIn(heard: readonly SessionEvent[]): string[] {
  const chats = heard.flatMap((event): Chat[] => (event.event === 'chat' ? [event.payload] : []));
  return chats.filter(({ runId }) => !runId.startsWith('inject-')).map(({ runId, state }) => `${runId} ${state}`);
}

export function eventsIn<E extends SessionEvent['event']>(heard: readonly SessionEvent[], event: E) {
  return heard.filter((one): one is Extract<SessionEvent, { event: E }> => one.event === event);
}
