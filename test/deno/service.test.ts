// The unit for systemd starts what `deno task start` starts, and systemd understands every line of it.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import settings from '../../deno.json' with { type: 'json' };
import { makeDirectory } from '../fixtures/gateway.ts';

const unit = readFileSync('docs/systemd/pincer-deno.service', 'utf8');
const directory = makeDirectory('unit');
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** With the places of this machine: what is not there cannot be started. */
function verify(text: string): string {
  const path = join(directory, 'pincer-deno.service');
  writeFileSync(path, text.replaceAll('/usr/local/bin/deno', process.execPath).replaceAll('/opt/pincer', directory));
  const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' });
  return stdout + stderr;
}

test('The service runs Deno itself with the words of the task', () => {
  expect(unit.match(/^ExecStart=(.*)$/m)?.[1]).toBe(`/usr/local/bin/${settings.tasks.start}`);
});

test.skipIf(!hasSystemd)(
  'systemd has nothing to say about the unit, and would about a line that it does not know',
  () => {
    expect(verify(unit)).toBe('');
    expect(verify(unit.replace('UMask=', 'NoSuchLine='))).toContain('NoSuchLine');
  },
);
