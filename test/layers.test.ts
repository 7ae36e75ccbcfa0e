// The house: who may import whom, where a runtime may be named, and what a file may be.
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';

type Import = { from: string; typeOnly: boolean };
type Source = { path: string; text: string; imports: Import[] };
type Room = { layer: number; place: RegExp; imports: RegExp; types?: RegExp };

const ground = 'src/(protocol/|display/|[a-z-]+\\.ts$)';
/** The first room that a path is in is its own. What is allowed is what its imports may look like. */
const rooms: Room[] = [
  { layer: 4, place: /^src\/(node|deno|worker)\.ts$/, imports: /./ },
  { layer: 3, place: /^(src\/(cli|machine|edge)\/|actors\/durable)/, imports: /^(?!src\/(node|deno|worker)\.ts)/ },
  // The parts of a gateway, put together without a word of where it runs: above the routes, below every host.
  {
    layer: 2.5,
    place: /^src\/assembly\//,
    imports: /^(actors\/(?!durable)|routes|src\/(?!cli|machine|edge|node|deno|worker)|package\.json$)|^(hono|@logtape)/,
  },
  {
    layer: 2,
    place: /^(actors\/local|routes\/|src\/app\.ts$)/,
    imports: /^(actors|routes|src\/(?!cli|machine|edge|assembly|node|deno|worker|config))|^(hono|@logtape)/,
  },
  // The published schema is made of the tables; nothing that runs in the gateway reaches it.
  {
    layer: 1,
    place: /^src\/methods\/protocol-schema\.ts$/,
    imports: new RegExp(`^(src/methods/|${ground}|valibot|@valibot/to-json-schema)`),
  },
  {
    layer: 1,
    place: /^(actors|src\/methods)\//,
    imports: new RegExp(`^(actors/(?!local|durable)|src/methods/|${ground}|valibot|@logtape)`),
  },
  {
    layer: 1,
    place: /^src\/store\//,
    imports: new RegExp(`^(src/store/|migrations/|${ground}|drizzle-orm|@libsql|@logtape|valibot)`),
  },
  {
    layer: 1,
    place: /^src\/agents\//,
    imports: new RegExp(`^(src/agents/|${ground}|ai$|@ai-sdk|ollama-ai-provider-v2|@logtape|valibot|@valibot)`),
  },
  {
    layer: 1,
    place: /^src\/tools\//,
    imports: new RegExp(
      `^(src/tools/|${ground}|ipaddr\\.js|html-to-text|@modelcontextprotocol/client|@logtape|valibot|@valibot)`,
    ),
  },
  {
    layer: 1,
    place: /^src\/media\//,
    imports: new RegExp(`^(src/media/|${ground}|file-type|image-size|unpdf|jose|@logtape|valibot)`),
  },
  { layer: 1, place: /^src\/openai\//, imports: new RegExp(`^(src/openai/|${ground}|valibot)`) },
  { layer: 1, place: /^src\/auth\//, imports: new RegExp(`^(src/auth/|${ground}|jose|ipaddr\\.js|@logtape|valibot)`) },
  {
    layer: 1,
    place: /^src\/config\//,
    imports: new RegExp(`^(src/config/|${ground}|json5|@croct/json5-parser|@logtape|valibot)`),
  },
  {
    layer: 1,
    place: /^src\/(im|ex)port\//,
    imports: new RegExp(`^(src/(import|export)/|${ground}|valibot)`),
  },
  { layer: 0, place: new RegExp(`^${ground}`), imports: new RegExp(`^(${ground}|valibot|@valibot/to-json-schema)`) },
];
const entries = /^src\/(app|node|deno|worker)\.ts$/;

function readSource(path: string): Source {
  const text = readFileSync(path, 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s(type\s)?(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]/gm);
  const lazy = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  const named = [...statements].map(([, type, from]) => ({ from: from ?? '', typeOnly: type !== undefined }));
  const imports = [...named, ...[...lazy].map(([, from]) => ({ from: from ?? '', typeOnly: false }))];
  const resolve = (from: string) => (from.startsWith('.') ? posix.join(posix.dirname(path), from) : from);
  return { path, text, imports: imports.map(({ from, typeOnly }) => ({ from: resolve(from), typeOnly })) };
}

const sources = ['src', 'actors', 'routes']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
  .filter((path) => path.endsWith('.ts'))
  .map(readSource);

function roomOf(path: string): Room {
  const room = rooms.find(({ place }) => place.test(path));
  if (!room) throw new Error(`${path} is in no layer`);
  return room;
}

test('Every file imports only what its layer may', () => {
  const wrong = sources.flatMap(({ path, imports }) => {
    const room = roomOf(path);
    const types = ({ from, typeOnly }: Import) => typeOnly && room.layer > 0 && from === 'src/config/schema.ts';
    const entry = ({ from }: Import) => room.layer <= 2 && entries.test(from);
    return imports
      .filter((one) => !types(one) && (!room.imports.test(one.from) || entry(one)))
      .map(({ from }) => `${path} -> ${from}`);
  });
  expect(wrong).toEqual([]);
});

test('A runtime is named only in layers 3 and 4', () => {
  const native = /\bDeno\.|\bprocess\.(env|argv|cwd|exit|on|pid|platform|version)\b/;
  const wrong = sources
    .filter(({ path }) => roomOf(path).layer < 3)
    .filter(
      ({ text, imports }) => native.test(text) || imports.some(({ from }) => /^(node|cloudflare|bun):/.test(from)),
    );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('No file leads back to itself', () => {
  const edges = new Map(
    sources.map(({ path, imports }) => [path, imports.filter((one) => !one.typeOnly).map(({ from }) => from)]),
  );
  const reach = (path: string, seen: Set<string>): Set<string> => {
    for (const next of edges.get(path) ?? []) if (!seen.has(next)) reach(next, seen.add(next));
    return seen;
  };
  expect(sources.map(({ path }) => path).filter((path) => reach(path, new Set()).has(path))).toEqual([]);
});

test('Files are nouns in kebab-case of at most 300 lines, with no barrels and no utils', () => {
  const named = sources.filter(
    ({ path }) => !/\/[a-z][a-z0-9-]*(\.d)?\.ts$/.test(path) || /\/(index|utils?|helpers?)\.ts$/.test(path),
  );
  expect(named.map(({ path }) => path)).toEqual([]);
  expect(sources.filter(({ text }) => text.split('\n').length > 301).map(({ path }) => path)).toEqual([]);
});
