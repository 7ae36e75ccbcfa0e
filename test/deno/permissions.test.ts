// What Deno lets the gateway do: no more than the documents say, and what it lacks is said in words.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import settings from '../../deno.json' with { type: 'json' };
import { endGateways, failToStart, makeDirectory, startGateway } from '../fixtures/gateway.ts';
import { denoWith, words, wordsOf } from './task.ts';

const { tasks } = settings;
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const without = (name: string) => denoWith(words.filter((word) => !word.startsWith(`--allow-${name}`)));
afterEach(endGateways);

test('Every task that runs the gateway gives it the same permissions, and none gives all', () => {
  expect(wordsOf(tasks.pincer)).toEqual(words);
  expect(wordsOf(tasks.dev).filter((word) => word !== '--watch')).toEqual(words);
  expect(words).toContain('--no-prompt');
  expect(Object.values(tasks).filter((task) => / (-A|--allow-all)\b/.test(task))).toEqual([]);
});

test.each(['net', 'read', 'write', 'env', 'sys', 'ffi'])(
  'The gateway ends and says so when --allow-%s is not given',
  async (name) => {
    const { code, output } = await failToStart(without(name), {});
    expect(output).toContain(`run again with the --allow-${name} flag`);
    expect(code).toBe(1);
  },
);

test('The gateway cannot tell without --allow-run that the owner of its lock is dead', async () => {
  const gateway = await startGateway(without('run'));
  await gateway.kill();
  const { stateDirectory } = gateway;
  expect(await failToStart(without('run'), { stateDirectory, settings: null })).toMatchObject({
    code: 1,
    output: expect.stringContaining(`is held by pid ${gateway.pid}`),
  });
  const next = await startGateway(denoWith(words), { stateDirectory, settings: null });
  await next.stop();
  expect(existsSync(`${stateDirectory}/pincer.lock`)).toBe(false);
});

test('The gateway may not write where its program is', async () => {
  mkdirSync(modules, { recursive: true });
  const stateDirectory = mkdtempSync(`${modules}/.state-`);
  try {
    const { code, output } = await failToStart(denoWith(words), { stateDirectory });
    expect(output).toContain(`Cannot use ${stateDirectory} as the state directory: Requires write access`);
    expect(code).toBe(1);
  } finally {
    rmSync(stateDirectory, { recursive: true });
  }
});

test('No code comes from the network, not even from where Deno would let it come from', () => {
  const file = join(makeDirectory('remote'), 'remote.mjs');
  writeFileSync(file, "await import(['https:', '', 'deno.land', 'code.js'].join('/'));\n");
  const [command] = denoWith(words).command;
  const { status, stderr } = spawnSync(command, ['run', ...words, file], { encoding: 'utf8' });
  expect(stderr).toContain('--no-remote is specified');
  expect(status).toBe(1);
});
