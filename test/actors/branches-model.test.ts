// Any interleaving of saying, noting, going back, going elsewhere, beginning anew, summing up, restoring and loading
// again, against a tree that is nothing but lists: history, lines and what the model reads are always the tree's.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Disk } from './disk.ts';
import { historyOf, inject, openSession, send, settled, type World } from './fixture.ts';
import { branchesOf, compact, rewind, switchTo } from './tree.ts';

type Step =
  | { type: 'say' | 'note' | 'reset' | 'compact' | 'refused' | 'reload' }
  | { type: 'rewind' | 'switch' | 'restore'; which: number };

const plain = (type: 'say' | 'note' | 'reset' | 'compact' | 'refused' | 'reload') => fc.constant<Step>({ type });
const chosen = (type: 'rewind' | 'switch' | 'restore') => fc.nat().map((which): Step => ({ type, which }));
const step = fc.oneof(
  { weight: 5, arbitrary: plain('say') },
  { weight: 2, arbitrary: fc.oneof(plain('note'), plain('compact')) },
  { weight: 1, arbitrary: fc.oneof(plain('reset'), plain('refused'), plain('reload')) },
  { weight: 4, arbitrary: fc.oneof(chosen('rewind'), chosen('switch'), chosen('restore')) },
);

class Model {
  /** The active line, oldest first. */
  line: string[] = [];
  /** The line up to each entry, itself included. */
  readonly lines = new Map<string, string[]>();
  readonly followed = new Set<string>();

  append(id: string): void {
    const before = this.line.at(-1);
    if (before) this.followed.add(before);
    this.line = [...this.line, id];
    this.lines.set(id, this.line);
  }

  get tips(): string[] {
    return [...this.lines.keys()].filter((id) => !this.followed.has(id));
  }

  backTo(id: string): void {
    this.line = this.lines.get(id)?.slice(0, -1) ?? [];
  }
}

class Scenario {
  readonly disk = new Disk();
  readonly model = new Model();
  world: World = openSession({ disk: this.disk });
  #count = 0;

  async do(what: Step): Promise<void> {
    const { actor, agent } = this.world;
    const before = this.disk.entries.length;
    switch (what.type) {
      case 'say': {
        this.#count += 1;
        await actor.call(send(`run ${this.#count}`));
        await settled();
        this.#judgeTurn();
        agent.turn.finish('answer');
        await settled();
        break;
      }
      case 'note':
        await actor.call(inject('note'));
        break;
      case 'reset':
        if (!this.disk.session) return;
        await actor.call({ type: 'reset' });
        this.model.line = [];
        break;
      case 'compact':
        await compact(this.world, 'summary');
        break;
      case 'refused':
        this.disk.refuse();
        await expect(actor.call(inject('lost'))).rejects.toThrow();
        break;
      case 'reload':
        this.world = openSession({ disk: this.disk });
        break;
      case 'rewind': {
        const messages = this.model.line.filter((id) => this.#entry(id)?.role === 'user');
        const id = messages[what.which % Math.max(messages.length, 1)];
        if (!id) return;
        await rewind(this.world, id);
        this.model.backTo(id);
        break;
      }
      case 'switch': {
        const others = this.model.tips.filter((id) => id !== this.model.line.at(-1));
        const id = others[what.which % Math.max(others.length, 1)];
        if (!id) return;
        await switchTo(this.world, id);
        this.model.line = this.model.lines.get(id) ?? [];
        break;
      }
      case 'restore': {
        const summaries = this.disk.entries.filter(({ meta }) => meta.kind === 'compaction');
        const id = summaries[what.which % Math.max(summaries.length, 1)]?.id;
        if (!id) return;
        await actor.call({ type: 'restore', checkpointId: id });
        this.model.backTo(id);
        break;
      }
    }
    for (const { id } of this.disk.entries.slice(before)) this.model.append(id);
  }

  async judge(): Promise<void> {
    const { disk, model, world } = this;
    const ids = disk.entries.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual([...model.lines.keys()]);
    const { messages, totalMessages } = await historyOf(world);
    expect(messages.map(({ __openclaw }) => __openclaw.id)).toEqual(model.line);
    expect(totalMessages).toBe(model.line.length);
    expect(disk.session?.leafId ?? null).toBe(this.#leaf());
    const branches = await branchesOf(world);
    const active = model.line.at(-1);
    expect(new Set(branches.map(({ leafEntryId }) => leafEntryId))).toEqual(
      new Set([...model.tips, ...(active ? [active] : [])]),
    );
    for (const branch of branches) {
      expect(branch.active).toBe(branch.leafEntryId === active);
      expect(branch.messageCount).toBe(model.lines.get(branch.leafEntryId)?.length);
    }
  }

  /** What the model was given ends with the question, and holds what a summary kept and not what it replaced. */
  #judgeTurn(): void {
    const line = [...this.model.line, this.disk.entries.at(-1)?.id ?? ''];
    const at = line.findLastIndex((id) => this.#entry(id)?.meta.kind === 'compaction');
    const from = this.#entry(line[at] ?? '')?.meta.compaction?.keptFrom ?? 1;
    const kept = line.slice(from - 1).filter((id) => this.#entry(id)?.meta.kind !== 'compaction');
    const expected = at < 0 ? line : [line[at], ...kept];
    expect(this.world.agent.turn.turn.entries.map(({ id }) => id)).toEqual(expected);
  }

  #leaf(): string | null {
    return this.model.line.at(-1) ?? null;
  }

  #entry(id: string) {
    return this.disk.entries.find((entry) => entry.id === id);
  }
}

test('A session keeps its tree through any moves of the leaf', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25, size: 'max' }), async (steps) => {
      const scenario = new Scenario();
      for (const one of steps) {
        await scenario.do(one);
        await scenario.judge();
      }
    }),
    { numRuns: 150 },
  );
});
