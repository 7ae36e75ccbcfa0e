// A disk and a database, asked for the same things in the same order: the same answers, and the same words of refusal.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Lines, Workspace } from '../../src/agent-seams.ts';
import { GatewayError, invalidRequest } from '../../src/errors.ts';
import { pickLines } from '../../src/workspace-lines.ts';
import { because } from '../../src/workspace-rules.ts';
import { sized } from '../fixtures/sized.ts';
import { dropEmptyFolders, openInDatabase, openOnDisk } from './workspaces.ts';

type Ask = (workspace: Workspace) => Promise<unknown>;

const part = fc.constantFrom(
  'a',
  'b',
  'c',
  '.',
  '..',
  '',
  '~',
  'ä',
  '%_',
  'a b',
  'a-',
  'a0',
  '\n',
  '\\',
  "it's",
  '\ud800',
);
const odd = fc.constantFrom('a\0', '/a', '/', 'n'.repeat(256), 'ä'.repeat(128), 'a/'.repeat(600), '~/a', '../a');
const plain = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const path = fc.oneof(
  { weight: 12, arbitrary: plain },
  { weight: 5, arbitrary: fc.array(part, { maxLength: 5 }).map((parts) => parts.join('/')) },
  { weight: 1, arbitrary: odd },
);
const word = fc.constantFrom('a', 'words', '\n', '\r\n', 'ä', '🦞', '\ufeff', '\ud800', '');
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(''));
const position = fc.integer({ min: 1, max: 8 });
const lines = fc.option(fc.record({ from: position, count: position }), { nil: undefined });

const ask: fc.Arbitrary<[string, Ask]> = fc.oneof(
  fc.tuple(path, text).map(([at, what]) => named('write', (one) => one.write(at, what).then(facts), at, what)),
  fc.tuple(path, text).map(([at, what]) => {
    return named('append', (one) => one.write(at, (before) => `${before ?? 'new'}${what}`).then(facts), at, what);
  }),
  path.map((at) => named('give up', (one) => one.write(at, giveUp), at)),
  fc.tuple(path, lines).map(([at, which]) => named('read', (one) => one.read(at, which).then(facts), at, which)),
  path.map((at) => named('look', (one) => one.look(at).then(facts), at)),
  path.map((at) => named('list', (one) => one.list(at), at)),
  fc.tuple(path, path).map(([from, to]) => named('move', (one) => one.move(from, to), from, to)),
);

function named(what: string, act: Ask, ...given: unknown[]): [string, Ask] {
  return [`${what} ${given.map((value) => JSON.stringify(value)).join(' ')}`, act];
}

function giveUp(before: string | null): string {
  throw invalidRequest(`Gave up on ${before}`);
}

/** The size of a folder is a matter of the file system, and times differ by what the machine did between. */
function facts(found: { kind: string; size: number; modifiedAt: number } | null) {
  if (!found) return null;
  const { modifiedAt: _, size, ...others } = found;
  return found.kind === 'folder' ? others : { size, ...others };
}

async function outcome(act: Ask, workspace: Workspace): Promise<{ answer: unknown } | { refused: string }> {
  try {
    return { answer: await act(workspace) };
  } catch (error) {
    if (error instanceof GatewayError) return { refused: error.message };
    throw error;
  }
}

test(
  'A workspace in a database answers and refuses as one on a disk does',
  async () => {
    const disk = openOnDisk();
    const database = await openInDatabase();
    let agents = 0;
    const refusals = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(ask, { minLength: 1, maxLength: 30, size: 'max' }), async (asks) => {
        const agent = `agent-${agents++}`;
        const [folder, table] = [disk(agent), database(agent)];
        // The folder itself stays, so that there is one on both.
        for (const workspace of [folder, table]) await workspace.write('kept', '');
        for (const [what, act] of asks) {
          const [expected, found] = [await outcome(act, folder), await outcome(act, table)];
          expect(found, what).toEqual(expected);
          dropEmptyFolders(folder.root);
          if ('refused' in found) refusals.add(found.refused.replace(/^Cannot \w+ ".*?": (".*" )?/s, ''));
        }
      }),
      { numRuns: sized(60, 3000) },
    );
    // Else the draws were too tame to say anything.
    const { outside, isFolder, isNoFolder, throughFile, longName, absent, intoItself } = because;
    const met = [outside, isFolder, isNoFolder, throughFile, longName, absent, intoItself, 'is there already'];
    expect([...refusals]).toEqual(expect.arrayContaining(met));
  },
  sized(30_000, 600_000),
);

test('Lines are the same of a text in one piece and in many', () => {
  const which: fc.Arbitrary<Lines> = fc.record({ from: position, count: position });
  fc.assert(
    fc.property(text, which, (whole, { from, count }) => {
      const all = whole.toWellFormed();
      const split = all === '' ? [] : all.split(/(?<=\n)/);
      const found = pickLines(all, { from, count });
      expect(found).toEqual({
        text: split
          .slice(from - 1, from - 1 + count)
          .join('')
          .replace(/^\ufeff/, ''),
        to: Math.max(from - 1, Math.min(split.length, from + count - 1)),
        total: split.length,
        cut: false,
      });
    }),
  );
});
