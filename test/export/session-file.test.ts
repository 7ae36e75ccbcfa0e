// What is exported as JSON and imported again is the same session, whatever was said in it and however it branched.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { newSession } from '../../actors/decisions.ts';
import { Draft } from '../../actors/draft.ts';
import { readSessionFile, type Whole, writeSessionFile } from '../../src/export/session-file.ts';
import { unsound } from '../../src/import/soundness.ts';
import type { Content, EntryMeta, Role } from '../../src/records.ts';
import { folder, given, house } from '../import/fixture.ts';

const text = fc.string({ unit: 'binary', maxLength: 30 });
/** As the database gives it back: JSON knows no negative zero. */
const json = fc
  .dictionary(text, fc.jsonValue({ noUnicodeString: false }), { noNullPrototype: true, maxKeys: 3 })
  .map((value) => v.parse(v.record(v.string(), v.unknown()), JSON.parse(JSON.stringify(value))));
const count = fc.nat();
const content: fc.Arbitrary<Content> = fc.oneof(
  text,
  fc.array(
    fc.oneof(
      fc.record({ type: fc.constant('text' as const), text }),
      fc.record({ type: fc.constant('thinking' as const), thinking: text }),
      fc.record({ type: fc.constant('toolCall' as const), id: text, name: text, arguments: json }),
    ),
    { maxLength: 3 },
  ),
);
const meta: fc.Arbitrary<EntryMeta> = fc.record(
  {
    runId: text,
    idempotencyKey: text,
    kind: fc.constantFrom('reset', 'compaction'),
    compaction: fc.record({
      reason: fc.constantFrom('manual', 'auto-threshold'),
      tokensBefore: count,
      tokensAfter: count,
      keptFrom: count,
    }),
    provider: text,
    model: text,
    api: text,
    usage: fc.record({ input: count, output: count, totalTokens: count }),
    stopReason: text,
    toolCallId: text,
    toolName: text,
    isError: fc.boolean(),
    abort: fc.record({ origin: text }),
    errorMessage: text,
    excludeFromContext: fc.boolean(),
    sender: fc.record({ id: text, clientId: text, clientMode: text }),
  },
  { requiredKeys: [] },
);
const step = fc.record({
  /** What happens before it: it goes on, begins anew, or goes on from an earlier entry. */
  from: fc.oneof(fc.constantFrom('leaf', 'reset'), fc.nat({ max: 11 })),
  role: fc.constantFrom<Role>('user', 'assistant', 'toolResult', 'system'),
  content,
  meta,
});

const sessions = fc.array(step, { minLength: 1, maxLength: 12 }).map((steps): Whole => {
  const draft = new Draft(newSession('agent:main:exported', 1000), 2000);
  for (const { from, ...entry } of steps) {
    const earlier = typeof from === 'number' ? draft.entries[from] : undefined;
    if (from === 'reset') draft.beginAnew();
    if (earlier) {
      const { branch, position, id: leafId } = earlier;
      const goesOn = !draft.entries.some((one) => one.branch === branch && one.position > position);
      draft.moveTo({ branch, position, leafId, path: [], goesOn });
    }
    draft.append(entry);
  }
  const { session, branches, entries } = draft;
  // How often it was committed stays where it was.
  return { session: { ...session, version: 0 }, branches, entries };
});

test('readSessionFile(writeSessionFile()) is the session itself', () => {
  fc.assert(
    fc.property(sessions, (whole) => {
      expect(unsound(whole)).toBeNull();
      expect(readSessionFile(JSON.parse(writeSessionFile(whole)))).toEqual(whole);
    }),
  );
});

test('a session that is exported and imported elsewhere is stored the same', async () => {
  await fc.assert(
    fc.asyncProperty(sessions, async (whole) => {
      const file = join(folder(), 'session.json');
      writeFileSync(file, writeSessionFile(whole));
      const { take, session } = house();
      expect(await take(file)).toMatchObject([{ state: 'imported' }]);
      expect(await session(whole.session.key)).toEqual(whole);
    }),
    { numRuns: 15 },
  );
});

test('a session taken over from OpenClaw goes on to the next machine as it is', async () => {
  const [one, other] = [house(), house()];
  await one.take(given('lines'));
  const whole = await one.session('agent:main:second');
  if (!whole) throw new Error('The session was not imported');
  const file = join(folder(), 'second.json');
  writeFileSync(file, writeSessionFile(whole));
  await other.take(file);
  expect(await other.session('agent:main:second')).toEqual(whole);
  expect(await other.take(file)).toMatchObject([{ state: 'unchanged' }]);
});

test('a run that is under way stays on its own gateway', () => {
  const session = { ...newSession('agent:main:live', 1000), activeRunId: 'r', status: 'running' as const };
  const file = writeSessionFile({ session, branches: [], entries: [] });
  expect(JSON.parse(file)).toMatchObject({ session: { activeRunId: null, status: null } });
  const read = readSessionFile(JSON.parse(file.replace('"activeRunId":null', '"activeRunId":"r"')));
  expect(read).toMatchObject({ session: { activeRunId: null, status: null } });
});

const sound = (): Whole => {
  const draft = new Draft(newSession('agent:main:sound', 1000), 2000);
  for (const words of ['a', 'b', 'c']) draft.append({ id: words, role: 'user', content: words });
  const { session, entries } = draft;
  const branch = { sessionId: session.id, branch: 1, fromBranch: 0, fromPosition: 1 };
  return { session: { ...session, branches: 2 }, branches: [branch], entries };
};

test('unsound() refuses what would not be one session', () => {
  const whole = sound();
  const [a, b, c] = whole.entries;
  const [branch] = whole.branches;
  if (!a || !b || !c || !branch) throw new Error('The session has three entries and a branch');
  expect(unsound(whole)).toBeNull();
  const wrong: [string, Partial<Whole>][] = [
    ['its id is no plain name', { session: { ...whole.session, id: '../x' + '\n' } }],
    ['its key is no name of a session', { session: { ...whole.session, key: 'main' } }],
    ['its entry 2 has no name of its own', { entries: [a, { ...b, id: 'a' }, c] }],
    ['its entry b is out of order', { entries: [a, { ...b, seq: 1 }, c] }],
    ['its entry c has no place', { entries: [a, b, { ...c, position: 9 }] }],
    ['its entry b follows nothing', { entries: [a, { ...b, parentId: 'c' }, c] }],
    ['its line 1 begins nowhere', { branches: [{ ...branch, fromBranch: 1 }] }],
    ['its line 1 begins nowhere', { branches: [{ ...branch, fromPosition: 9 }] }],
    ['its line 7 has no place', { branches: [{ ...branch, branch: 7 }] }],
    ['it stands at no place of its own', { session: { ...whole.session, position: 4 } }],
    ['it goes on from an entry that is not there', { session: { ...whole.session, leafId: 'b' } }],
  ];
  for (const [words, over] of wrong) expect(unsound({ ...whole, ...over })).toBe(words);
});

test('a file that is no exported session is refused with the place of what is wrong', async () => {
  const file = join(folder(), 'session.json');
  const { take } = house();
  writeFileSync(file, '{"format":"pincer-session","version":1,"session":{"key":7}}');
  await expect(take(file)).rejects.toThrow(/at session\.key/);
  writeFileSync(file, '{"cut');
  await expect(take(file)).rejects.toThrow('it is no exported session');
});
