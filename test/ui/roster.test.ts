// The list of sessions in the page: complete and in order, whatever comes in between.
import * as v from 'valibot';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Roster } from '../../ui/src/state/roster.ts';

type Row = { key: string; updatedAt: number; lastInteractionAt?: number; category?: string; label?: string };

/** Lists what it has, the newest first, as the gateway does. */
class Source {
  ready = true;
  rows: Row[] = [];
  groups: string[] = [];
  readonly asked: string[] = [];
  readonly #ears = new Map<string, (payload: unknown) => void>();
  #arrived: () => void = () => undefined;

  async ask<const S extends v.GenericSchema>(method: string, params: object, answer: S): Promise<v.InferOutput<S>> {
    const { limit = 0, offset = 0 } = v.parse(Page, params);
    this.asked.push(limit > 0 ? `${method} ${offset}+${limit}` : method);
    const sessions = this.rows.toSorted((one, other) => other.updatedAt - one.updatedAt).slice(offset, offset + limit);
    const end = offset + sessions.length;
    const hasMore = end < this.rows.length;
    const list = { sessions, hasMore, nextOffset: hasMore ? end : null };
    const groups = this.groups.map((name) => ({ name }));
    return v.parse(answer, method === 'sessions.subscribe' ? { list } : { ...list, groups });
  }

  hear(event: string, heard: (payload: unknown) => void): () => void {
    this.#ears.set(event, heard);
    return () => undefined;
  }

  whenReady(arrived: () => void): () => void {
    this.#arrived = arrived;
    arrived();
    return () => undefined;
  }

  whenMissed(): () => void {
    return () => undefined;
  }

  tell(payload: object): void {
    this.#ears.get('sessions.changed')?.(payload);
  }

  comeBack(): void {
    this.#arrived();
  }
}

const Page = v.object({ limit: v.optional(v.number()), offset: v.optional(v.number()) });
const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_, at) => ({ key: `s${at}`, updatedAt: count - at }));
const keysOf = (roster: Roster) => roster.sessions.value.map(({ key }) => key);

let source: Source;

beforeEach(() => {
  vi.useFakeTimers();
  source = new Source();
});

async function open(count: number): Promise<Roster> {
  source.rows = rows(count);
  const roster = new Roster(source);
  await vi.advanceTimersByTimeAsync(0);
  return roster;
}

describe('The roster', () => {
  test('has the newest at once, and gathers those before them while nothing else happens', async () => {
    const roster = await open(400);
    expect(keysOf(roster)).toHaveLength(100);
    expect(roster.hasMore.value).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(keysOf(roster)).toEqual(source.rows.map(({ key }) => key));
    expect(roster.hasMore.value).toBe(false);
  });

  test('does not gather thousands of them unasked', async () => {
    const roster = await open(5000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(keysOf(roster)).toHaveLength(1100);
    await roster.loadMore();
    expect(keysOf(roster)).toHaveLength(1350);
  });

  test('asks for one page at a time', async () => {
    const roster = await open(5000);
    await Promise.all([roster.loadMore(), roster.loadMore()]);
    expect(source.asked.filter((one) => one.startsWith('sessions.list'))).toEqual(['sessions.list 100+250']);
  });

  test('misses none when one was deleted between two pages', async () => {
    const roster = await open(400);
    source.rows = source.rows.filter(({ key }) => key !== 's3');
    source.tell({ sessionKey: 's3', reason: 'delete' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(keysOf(roster)).toEqual(source.rows.map(({ key }) => key));
  });

  test('is in the order of use, and what is only renamed stays in its place', async () => {
    const roster = await open(0);
    source.tell({ sessionKey: 'a', session: { key: 'a', updatedAt: 9, lastInteractionAt: 1 } });
    source.tell({ sessionKey: 'b', session: { key: 'b', updatedAt: 5, lastInteractionAt: 5 } });
    expect(keysOf(roster)).toEqual(['b', 'a']);
  });

  test('keeps what an event said when a list comes that is older', async () => {
    const roster = await open(1);
    source.tell({ sessionKey: 's0', session: { key: 's0', updatedAt: 50, label: 'new' } });
    source.comeBack();
    await vi.advanceTimersByTimeAsync(0);
    expect(roster.find('s0')?.label).toBe('new');
  });

  test('forgets what was deleted while there was no line, and keeps what it knew until then', async () => {
    const roster = await open(400);
    await vi.advanceTimersByTimeAsync(1000);
    source.rows = source.rows.filter(({ key }) => key !== 's1' && key !== 's390');
    source.comeBack();
    await vi.advanceTimersByTimeAsync(0);
    expect(keysOf(roster)).toContain('s390');
    await vi.advanceTimersByTimeAsync(1000);
    expect(keysOf(roster)).toEqual(source.rows.map(({ key }) => key));
  });

  test('hides what somebody deletes, whatever else happens to it, and has it again when he thinks better of it', async () => {
    const roster = await open(3);
    roster.hide('s1', true);
    source.tell({ sessionKey: 's1', session: { key: 's1', updatedAt: 9 } });
    expect(keysOf(roster)).toEqual(['s0', 's2']);
    expect(roster.find('s1')).toBeUndefined();
    roster.hide('s1', false);
    expect(keysOf(roster)).toContain('s1');
  });

  test('asks for the groups anew when a session speaks of one that it does not know', async () => {
    const roster = await open(1);
    source.groups = ['House'];
    source.tell({ sessionKey: 's0', session: { key: 's0', updatedAt: 9, category: 'House' } });
    await vi.advanceTimersByTimeAsync(0);
    expect(roster.groups.names.value).toEqual(['House']);
  });
});
