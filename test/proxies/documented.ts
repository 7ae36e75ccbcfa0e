// The set-ups of docs/proxies.md, taken out of the page, so that what stands there is what was run.
import { readFileSync } from 'node:fs';
import json5 from 'json5';
import * as v from 'valibot';
import { Settings } from '../../src/config/schema.ts';
import { type ProxyKind, replaced, type Site } from '../fixtures/proxy.ts';

export type Written = v.InferInput<typeof Settings>;
export type SetUp = {
  settings: Written;
  /** A proxy's file, with these ports in the place of those that the page shows. */
  site(kind: ProxyKind, ports: Ports): Site;
};
export type Ports = { gateway: number; signIn?: number };

const page = readFileSync('docs/proxies.md', 'utf8');
/** Where the page's sign-in services stand. */
const SIGN_IN = /127\.0\.0\.1:(?:4180|9000)\b/g;
const GATEWAY = '127.0.0.1:18789';
const snippet = fenced(page, 'nginx');

export function documented(heading: string): SetUp {
  const [, below] = page.split(`\n## ${heading}\n`);
  if (below === undefined) throw new Error(`docs/proxies.md has no part "${heading}"`);
  const [part = ''] = below.split('\n## ');
  const settings = json5.parse<Written>(fenced(part, 'json5'));
  v.parse(Settings, settings);
  return {
    settings,
    site(kind, { gateway, signIn }) {
      const text = fenced(part, kind).replaceAll(SIGN_IN, `127.0.0.1:${signIn}`);
      const here = { [GATEWAY]: `127.0.0.1:${gateway}` };
      if (kind === 'caddy') return { text: replaced(text, here) };
      return { text, files: { 'snippets/pincer.conf': replaced(snippet, here) } };
    },
  };
}

/** The first block of a language. */
function fenced(text: string, language: string): string {
  const [, block] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(text) ?? [];
  if (block === undefined) throw new Error(`docs/proxies.md has no ${language} where one is looked for`);
  return block;
}
