// Signatures, redirects and broken-off answers are the runtime's affair: each runtime is asked.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { deno, node } from '../fixtures/runtimes.ts';

const probe = fileURLToPath(new URL('../fixtures/assertion-probe.ts', import.meta.url));

// Most of it is waiting for a provider that says nothing.
test.concurrent.each([node, deno])(
  'An assertion on $name holds with every algorithm, and with no key that is not fetched',
  async ({ command }) => {
    const [program, ...words] = command;
    const { stdout } = await promisify(execFile)(program, [...words.slice(0, -1), probe]);
    expect(JSON.parse(stdout)).toEqual({
      keys: Array(10).fill('owner@example.com'),
      forged: 'trusted_proxy_assertion_signature',
      others: Array(5).fill('trusted_proxy_assertion_keys_unavailable'),
    });
  },
);
