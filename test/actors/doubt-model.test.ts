// Any mixture of commands, tokens and commits that are lost, made unheard, or made late: no entry twice, nothing that
// was acknowledged is lost, whoever repeats a send gets the same run, and every run is given to the agent at most once.
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { plainText } from '../../actors/projection.ts';
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
} from './fixture.ts';

const action = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('send', 'inject', 'say', 'finish', 'settle', 'moment') },
  { weight: 4, arbitrary: fc.constantFrom('lose', 'lose but write', 'be late', 'resend') },
  { weight: 2, arbitrary: fc.constantFrom('use', 'steer', 'interrupt', 'abort', 'second', 'arrive') },
  { weight: 1, arbitrary: fc.constantFrom('go away', 'come back', 'history', 'wake', 'compact', 'crash') },
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

type Asked = { kind: 'send' | 'inject'; kept: boolean };

class Scenario {
  readonly disk = new Disk();
  readonly asked = new Map<string, Asked>();
  readonly worlds = [openSession({ disk: this.disk })];
  #count = 0;

  get world() {
    return this.worlds.at(-1) ?? expect.fail('there is always a world');
  }

  async do(what: Action): Promise<unknown> {
    const { actor, agent } = this.world;
    const turn = agent.turns.at(-1);
    switch (what) {
      case 'send':
        return this.send(this.#name('send'));
      case 'steer':
      case 'interrupt':
        return this.send(this.#name('send'), what);
      case 'resend': {
        const sends = [...this.asked].filter(([, { kind }]) => kind === 'send');
        const [name] = sends[sends.length >> 1] ?? [];
        return name === undefined ? null : this.send(name);
      }
      case 'inject': {
        const name = this.#name('inject');
        return this.#follow(name, 'inject', actor.call(inject(name)));
      }
      case 'abort':
        return void actor.call(abort()).catch(() => undefined);
      case 'compact':
        return void actor.call({ type: 'compact' }).catch(() => undefined);
      case 'wake':
        return void actor.wake().catch(() => undefined);
      case 'history':
        return void historyOf(this.world).catch(() => undefined);
      case 'say':
        return turn?.say('word ');
      case 'use':
        turn?.use(this.#name('tool'));
        turn?.step('toolUse');
        return void turn?.turn.steer(1).catch(() => undefined);
      case 'finish':
        return turn?.finish('end');
      case 'lose':
        return this.disk.refuse(1, 'lost');
      case 'lose but write':
        return this.disk.refuse(1, 'lost but written');
      case 'be late':
        return this.disk.refuse(1, 'late');
      case 'arrive':
        return this.disk.arrive();
      case 'go away':
        this.disk.away = true;
        return null;
      case 'come back':
        this.disk.away = false;
        return null;
      case 'second':
        return pass(1000);
      case 'settle':
        return settled();
      case 'moment':
        return new Promise((resolve) => setImmediate(resolve));
      case 'crash':
        this.disk.crash();
        return this.worlds.push(openSession({ disk: this.disk }));
    }
  }

  send(name: string, queueMode?: 'steer' | 'interrupt'): void {
    const work = this.world.actor.call({ ...send(name), ...(queueMode ? { queueMode } : {}) });
    this.#follow(name, 'send', work);
  }

  /** All is well again, everybody who was refused repeats what he sent, and the agent answers them all. */
  async end(): Promise<void> {
    this.disk.works();
    this.disk.arrive();
    // What came late is noticed by the next commit: it fails, and the one after it stands on what is stored.
    for (const name of ['last', 'very last']) {
      this.#follow(name, 'inject', this.world.actor.call(inject(name)));
      await settled();
    }
    for (let rounds = 0; rounds < 100; rounds += 1) {
      for (const [name, { kind, kept }] of this.asked) if (kind === 'send' && !kept) this.send(name);
      await pass(1000);
      const open = [...this.asked.values()].some(({ kind, kept }) => kind === 'send' && !kept);
      if (this.world.actor.idle && !open) return;
      this.world.agent.turns.at(-1)?.finish('end');
    }
    throw new Error('The session never came to rest');
  }

  #name(kind: string): string {
    this.#count += 1;
    return `${kind}-${this.#count}`;
  }

  #follow(name: string, kind: Asked['kind'], work: Promise<unknown>): void {
    const asked = this.asked.get(name) ?? { kind, kept: false };
    this.asked.set(name, asked);
    work.then(
      () => Object.assign(asked, { kept: true }),
      () => undefined,
    );
  }
}

async function judge({ disk, worlds, world, asked }: Scenario): Promise<void> {
  const { entries, runs } = disk;
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
  expect(entries.map(({ position }) => position)).toEqual(entries.map((_, index) => index + 1));
  const { messages } = await historyOf(world);
  expect(messages.map((one) => one.__openclaw.id)).toEqual(entries.map(({ id }) => id));

  for (const [name, { kind, kept }] of asked) {
    const words = kind === 'send' ? `words of ${name}` : name;
    const stored = entries.filter(({ content }) => plainText(content) === words).length;
    if (kind === 'inject') expect([name, stored]).toEqual([name, kept ? 1 : Math.min(stored, 1)]);
    else expect([name, kept, stored]).toEqual([name, true, runs.get(name)?.position ? 1 : 0]);
  }

  const turns = worlds.flatMap(({ agent }) => agent.turns.map(({ turn }) => turn));
  const answered = turns.filter(({ purpose }) => purpose === 'answer').map(({ runId }) => runId);
  expect(answered).toEqual([...new Set(answered)]);
  for (const { id, state, endedAt, stopReason } of runs.values()) {
    expect([id, endedAt]).not.toEqual([id, null]);
    if (state === 'done' && !stopReason?.startsWith('joined:')) expect(answered).toContain(id);
  }

  const heard = worlds.flatMap((one) => one.heard);
  const ends = endsIn(heard).flatMap((end) => (end.endsWith(' delta') ? [] : [end.split(' ')[0]]));
  expect(ends).toEqual([...new Set(ends)]);
  const told = eventsIn(heard, 'session.message').map(({ payload }) => payload.messageId);
  const places = told.map((id) => entries.findIndex((one) => one.id === id));
  expect(places).toEqual([...new Set(places)].filter((place) => place >= 0).sort((one, other) => one - other));
  if (worlds.length === 1) {
    expect(told).toEqual(entries.map(({ id }) => id));
    expect(ends.toSorted()).toEqual([...runs.keys()].toSorted());
  }
}

test('Session keeps its laws through commits that are lost, made unheard and made late', {
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
