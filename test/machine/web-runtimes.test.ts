// The guard rests on what a runtime does with an address, a name and a certificate: each runtime is asked.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { deno, node } from '../fixtures/runtimes.ts';

const probe = fileURLToPath(new URL('../fixtures/web-probe.ts', import.meta.url));

test.each([node, deno])('openWeb() on $name speaks to the address and asks for the name', async ({ command }) => {
  const [program, ...words] = command;
  const { stdout } = await promisify(execFile)(program, [...words.slice(0, -1), probe]);
  expect(JSON.parse(stdout)).toEqual({
    safe: '4 characters',
    other: 'its certificate is not valid; do not trust what stands there',
    inside: expect.stringMatching(/"127.0.0.1" is not on the public internet, and nothing else is fetched$/),
    bomb: '1000 characters, cut',
    silent: expect.stringMatching(/^it took longer than 1 s/),
  });
});
