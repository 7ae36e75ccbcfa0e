// Promises of the database's driver that fail unheard, on both runtimes.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { fromSources } from '../fixtures/runtimes.ts';

describe.each(fromSources)('outliveStrays() on $name', ({ command: [program, ...words] }) => {
  const run = (kind: string) => {
    const args = [...words.slice(0, -1), 'test/fixtures/stray-probe.ts', kind];
    const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
    return { failed: status !== 0, stdout };
  };

  test('lets the process outlive what the driver leaves behind', () => {
    expect(run('driver')).toEqual({ failed: false, stdout: 'still here' });
  });

  test('ends it for any other promise that fails unheard', () => {
    expect(run('other')).toEqual({ failed: true, stdout: '' });
  });
});
