// What the documents show is true: settings parse, links lead somewhere, commands and scripts exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import deno from '../deno.json' with { type: 'json' };
import manifest from '../package.json' with { type: 'json' };
import { createProgram } from '../src/cli/program.ts';
import { parseSettings } from '../src/config/parse.ts';

const pages = ['.', 'docs', 'docs/decisions']
  .flatMap((folder) => readdirSync(folder).map((file) => posix.join(folder, file)))
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

/** What the pattern's first group is, wherever it stands in a page. */
function shown(pattern: RegExp): { path: string; found: string }[] {
  return pages.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(([, found]) => ({ path, found: found ?? '' })),
  );
}

/** Headings by the names that links call them by. */
function anchors(path: string): string[] {
  const headings = [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading ?? '');
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

function isCommand(words: string[], command: Command, above: Command[] = []): boolean {
  const [word, ...rest] = words;
  if (word === undefined) return true;
  const known = [command, ...above];
  if (word.startsWith('--'))
    return ['--help', ...known.flatMap((one) => one.options.map(({ long }) => long))].includes(word);
  const next = command.commands.find((one) => one.name() === word);
  return next ? isCommand(rest, next, known) : command.registeredArguments.length > 0;
}

test('every JSON5 example in the documents is settings that Pincer knows', () => {
  const examples = shown(/```json5\n(.*?)```/gs);
  expect(examples.length).toBeGreaterThan(5);
  for (const { path, found } of examples) {
    const variables = [...found.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => [name, 'a-value']);
    const { problems, unknown } = parseSettings(found, Object.fromEntries(variables));
    expect({ path, problems, unknown }).toEqual({ path, problems: [], unknown: [] });
  }
});

test('every link in the documents to a file of the house leads there', () => {
  const links = shown(/\]\((?!https?:)([^)\s]+)\)/g);
  expect(links.length).toBeGreaterThan(10);
  const broken = links.filter(({ path, found }) => {
    const [file = '', anchor] = found.split('#');
    const target = file === '' ? path : posix.join(posix.dirname(path), file);
    return !existsSync(target) || (anchor !== undefined && !anchors(target).includes(anchor));
  });
  expect(broken).toEqual([]);
});

test('every command and script that the documents name exists', () => {
  const program = createProgram({ serve: () => Promise.reject(new Error('Nothing is served here')), version: '0' });
  const commands = shown(/(?:^|`|npx |\$ )pincer ((?:-{0,2}[a-z]+ ?)+)/gm);
  expect(commands.length).toBeGreaterThan(10);
  expect(commands.filter(({ found }) => !isCommand(found.trim().split(' '), program))).toEqual([]);
  const scripts = shown(/npm run ([a-z:]+)/g);
  expect(scripts.filter(({ found }) => !Object.hasOwn(manifest.scripts, found))).toEqual([]);
  const tasks = shown(/deno task ([a-z:]+)/g);
  expect(tasks.filter(({ found }) => !Object.hasOwn(deno.tasks, found))).toEqual([]);
});

test('every source file that the documents name exists', () => {
  const files = shown(/`((?:src|actors|routes|test|docs|migrations)\/[\w./-]+)`/g);
  expect(files.length).toBeGreaterThan(30);
  expect(files.filter(({ found }) => !existsSync(found))).toEqual([]);
});

test('the README names every permission that Deno gives the gateway, and what it is refused', () => {
  const given = deno.tasks.start.split(' ').filter((word) => word.startsWith('--'));
  const named = readFileSync('README.md', 'utf8').match(/(?<=`)--(?:allow|deny|no)-[^`]+/g);
  expect([...new Set(named)].sort()).toEqual(given.sort());
});

test('Deno builds what npm builds', () => {
  expect(deno.tasks.build).toBe(manifest.scripts.build);
});
