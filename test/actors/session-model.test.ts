// Any mixture of commands, tokens, refusals and crashes against a few laws: one order, nothing acknowledged is lost
// or doubled, history is the active line, whoever comes back is shown just that line, and every run has exactly one end.
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { plainText } from '../../actors/projection.ts';
import type { Entry } from '../../src/records.ts';
import { Disk } from './disk.ts';
import {
  abort,
  endsIn,
  eventsIn,
  historyOf,
  inject,
  openSession,
  pass,
  send,
  settled,
  stopTheClock,
  textOf,
  type World,
} from './fixture.ts';
import { Reader } from './reader.ts';

const action = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('send', 'inject', 'say', 'finish', 'settle', 'moment') },
  { weight: 2, arbitrary: fc.constantFrom('use', 'abort', 'hold', 'release', 'refuse', 'second', 'resend') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('interrupt', 'clear', 'take back', 'reset', 'fail', 'crash', 'wake', 'history'),
  },
  { weight: 2, arbitrary: fc.constant('reconnect' as const) },
  { weight: 1, arbitrary: fc.constantFrom('compact', 'rewind', 'switch') },
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

type Fate = 'open' | 'kept' | 'refused';

class Scenario {
  readonly disk = new Disk();
  readonly asked = new Map<string, { kind: 'send' | 'inject'; fate: Fate; id?: string }>();
  readonly reader = new Reader();
  readonly worlds: World[] = [openSession({ disk: this.disk })];
  /** Runs whose end an earlier process wrote: it may have died before it told anyone. */
  endedBefore = new Set<string>();
  #release: (() => void) | null = null;
  #count = 0;

  get world(): World {
    const world = this.worlds.at(-1);
    if (!world) throw new Error('There is always a world');
    return world;
  }

  async do(what: Action): Promise<void> {
    const { actor, agent } = this.world;
    const turn = agent.turns.at(-1);
    const quietly = (work: Promise<unknown>) => void work.catch(() => undefined);
    switch (what) {
      case 'send':
      case 'interrupt':
        return this.#send(this.#name('send'), what === 'interrupt');
      case 'resend': {
        const sends = [...this.asked].filter(([, { kind }]) => kind === 'send');
        const again = sends[sends.length >> 1]?.[0];
        return again === undefined ? undefined : this.#send(again, false);
      }
      case 'inject': {
        const name = this.#name('inject');
        return this.#follow(name, 'inject', actor.call(inject(name)));
      }
      case 'abort':
        return quietly(actor.call(abort()));
      case 'clear':
        return quietly(actor.call(abort(undefined, true)));
      case 'take back':
        return quietly(actor.call(abort([...this.asked.keys()].at(-1))));
      case 'reset':
        return quietly(actor.call({ type: 'reset' }));
      case 'compact':
        return quietly(actor.call({ type: 'compact' }));
      case 'rewind': {
        const messages = activeLine(this.disk).filter(({ role }) => role === 'user');
        const entryId = messages[messages.length >> 1]?.id ?? 'nobody';
        return quietly(actor.call({ type: 'rewind', entryId }));
      }
      case 'switch': {
        const ends = Map.groupBy(this.disk.entries, ({ branch }) => branch).values();
        const leafId = [...ends].map((line) => line.at(-1)?.id).find((id) => id !== this.disk.session?.leafId);
        return quietly(actor.call({ type: 'switch', leafId: leafId ?? 'nobody' }));
      }
      case 'history':
        return void (await Promise.race([historyOf(this.world).catch(() => null), settled()]));
      case 'reconnect':
        return void (await Promise.race([this.reader.catchUp(this.world).catch(() => null), settled()]));
      case 'say':
        return turn?.say('word ');
      case 'use':
        turn?.use(this.#name('tool'));
        return turn?.step('toolUse');
      case 'finish':
        return turn?.finish('end');
      case 'fail':
        return turn?.fail(new Error('broken'));
      case 'hold':
        this.#release ??= this.disk.hold();
        return;
      case 'release':
        return this.release();
      case 'refuse':
        return this.disk.refuse();
      case 'second':
        return pass(1000);
      case 'settle':
        return settled();
      case 'moment':
        return new Promise((resolve) => setImmediate(resolve));
      case 'wake':
        return quietly(actor.wake());
      case 'crash':
        this.disk.crash();
        this.endedBefore = new Set([...this.disk.runs.values()].flatMap(({ id, endedAt }) => (endedAt ? [id] : [])));
        this.worlds.push(openSession({ disk: this.disk }));
        return;
    }
  }

  release(): void {
    this.#release?.();
    this.#release = null;
  }

  /** The disk works again, the agent answers everyone, and nothing is left to do. */
  async end(): Promise<void> {
    this.release();
    this.disk.works();
    await this.world.actor.wake();
    for (let rounds = 0; rounds < 100; rounds += 1) {
      await pass(1000);
      if (this.world.actor.idle) return;
      this.world.agent.turns.at(-1)?.finish('end');
    }
    throw new Error('The session never came to rest');
  }

  #name(kind: string): string {
    this.#count += 1;
    return `${kind}-${this.#count}`;
  }

  #send(name: string, interrupting: boolean): void {
    const work = this.world.actor.call({ ...send(name), ...(interrupting ? { queueMode: 'interrupt' } : {}) });
    this.#follow(name, 'send', work);
  }

  #follow(name: string, kind: 'send' | 'inject', work: Promise<object>): void {
    const known = this.asked.get(name) ?? { kind, fate: 'open' as Fate };
    this.asked.set(name, known);
    work.then(
      (result) => Object.assign(known, { fate: 'kept', id: 'messageId' in result ? result.messageId : undefined }),
      () => known.fate === 'open' && Object.assign(known, { fate: 'refused' }),
    );
  }
}

/** By parents, oldest first, to where the line began. */
function activeLine({ session, entries }: Disk): Entry[] {
  const line: Entry[] = [];
  let at = entries.find(({ id }) => id === session?.leafId);
  while (at) {
    const { parentId, position } = at;
    line.unshift(at);
    at = position === 1 ? undefined : entries.find(({ id }) => id === parentId);
  }
  return line;
}

function inOrder(some: readonly string[], all: readonly string[]): boolean {
  const places = some.map((one) => all.indexOf(one));
  return places.every((place, index) => place >= 0 && place > (places[index - 1] ?? -1));
}

async function judge({ disk, worlds, world, asked, endedBefore, reader }: Scenario): Promise<void> {
  const { entries, runs } = disk;
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
  for (const branch of new Set(entries.map((one) => one.branch))) {
    const line = entries.filter((one) => one.branch === branch);
    const before = disk.branches.find((one) => one.branch === branch)?.fromPosition ?? 0;
    expect(line.map(({ position }) => position)).toEqual(line.map((_, index) => before + index + 1));
  }

  const { messages, pendingInputs } = await historyOf(world);
  const line = activeLine(disk);
  expect(messages.map((one) => one.__openclaw.id)).toEqual(line.map(({ id }) => id));
  expect(messages.map((one) => one.__openclaw.seq)).toEqual(line.map((_, index) => index + 1));
  expect(pendingInputs.total).toBe(0);
  await reader.catchUp(world);
  expect(reader.shown).toEqual(line.map(({ id }) => id));

  const injected = [...asked].filter(([, { kind, fate }]) => kind === 'inject' && fate === 'kept');
  expect(
    inOrder(
      injected.map(([, { id }]) => id ?? ''),
      entries.map(({ id }) => id),
    ),
  ).toBe(true);
  for (const [name, { kind, fate }] of asked) {
    const stored = entries.filter(
      ({ content }) => plainText(content) === (kind === 'send' ? `words of ${name}` : name),
    );
    if (fate === 'refused') expect([name, stored.length, runs.has(name)]).toEqual([name, 0, false]);
    else if (kind === 'inject')
      expect([name, stored.length]).toEqual([name, fate === 'kept' ? 1 : Math.min(stored.length, 1)]);
    else if (fate === 'kept') expect([name, stored.length]).toEqual([name, runs.get(name)?.position ? 1 : 0]);
  }

  const accepted = [...runs.keys()];
  const users = entries.filter(({ role }) => role === 'user').map(({ meta }) => meta.runId ?? '');
  const turns = worlds.flatMap(({ agent }) => agent.turns.map(({ turn }) => turn));
  const answers = turns.filter(({ purpose }) => purpose === 'answer');
  const answered = answers.map(({ runId }) => runId);
  expect(inOrder(users, accepted)).toBe(true);
  expect(inOrder(answered, accepted)).toBe(true);
  for (const turn of answers) {
    expect(turn.entries.findLast(({ role }) => role === 'user')?.meta.runId).toBe(turn.runId);
  }

  const told = worlds.flatMap(({ heard }) => endsIn(heard)).map((end) => end.split(' ')[0]);
  expect(new Set(told).size).toBe(told.length);
  for (const run of runs.values()) {
    expect(run.endedAt).not.toBeNull();
    if (!endedBefore.has(run.id)) expect(told).toContain(run.id);
  }
  for (const { payload } of worlds.flatMap(({ heard }) => eventsIn(heard, 'chat'))) {
    if (payload.runId.startsWith('inject-')) continue;
    const said = entries.filter(({ role, meta }) => role === 'assistant' && meta.runId === payload.runId);
    const words = said.map(({ content }) => plainText(content)).filter((text) => text !== '');
    if (payload.message) expect(textOf(payload.message)).toBe(words.join('\n\n'));
  }
  const spoken = worlds
    .flatMap(({ heard }) => eventsIn(heard, 'session.message'))
    .map(({ payload }) => payload.messageId);
  expect(
    inOrder(
      spoken,
      entries.map(({ id }) => id),
    ),
  ).toBe(true);
}

test('Session keeps its laws through any commands, tokens, refused commits and crashes', {
  timeout: 60_000,
}, async () => {
  stopTheClock();
  await fc.assert(
    fc
      .asyncProperty(fc.array(action, { maxLength: 50, size: 'max' }), async (actions) => {
        const scenario = new Scenario();
        for (const what of actions) await scenario.do(what);
        await scenario.end();
        await judge(scenario);
      })
      .afterEach(() => void vi.clearAllTimers()),
    { numRuns: 400 },
  );
  vi.useRealTimers();
});
