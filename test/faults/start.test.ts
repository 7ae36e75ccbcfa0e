// Starts that cannot be: exit code 1, and one sentence that says what to do.
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  endGateways,
  failToStart,
  freePort,
  type GatewayOptions,
  makeDirectory,
  startGateway,
} from '../fixtures/gateway.ts';
import { connect, inject } from '../fixtures/greeting.ts';
import { deno, node } from '../fixtures/runtimes.ts';

afterEach(endGateways);

/** 1: it failed, 2: it was asked wrongly. */
type Refused = { what: string; options: () => GatewayOptions; words: RegExp; exit?: number };

const refused: Refused[] = [
  {
    what: 'a database that is none',
    options() {
      const stateDirectory = makeDirectory('corrupt');
      writeFileSync(join(stateDirectory, 'pincer.db'), 'This is not a database. '.repeat(1000));
      return { stateDirectory };
    },
    words: /^Cannot open the database: its file is damaged or is not a database; /,
  },
  {
    what: 'a database whose name a folder has',
    options() {
      const stateDirectory = makeDirectory('folder');
      mkdirSync(join(stateDirectory, 'pincer.db'));
      return { stateDirectory };
    },
    words: /^Cannot open the database: /,
  },
  {
    what: 'settings that are no JSON5',
    options: () => ({ settings: '{\n  gateway: {\n    port: ,\n  },\n}' }),
    words: /openclaw\.json: .*(line 3|3:)/,
  },
  {
    what: 'a setting of the wrong kind',
    options: () => ({ settings: '{ gateway: { port: "high" } }' }),
    words: /openclaw\.json: .*gateway[./]port/,
  },
  {
    what: 'a bind to the network without a secret',
    options: () => ({ settings: '{ gateway: { bind: "lan", auth: { mode: "password" } } }' }),
    words: /^Cannot ask for a password as none is set: set gateway\.auth\.password/,
  },
  {
    what: 'a bind to the network without authentication',
    options: () => ({ settings: '{ gateway: { bind: "lan", auth: { mode: "none" } } }' }),
    words: /^Cannot bind beyond loopback .*auth\.mode is "none"/,
  },
  {
    what: 'a handshake timeout that is no number',
    options: () => ({ environment: { OPENCLAW_HANDSHAKE_TIMEOUT_MS: 'soon' } }),
    exit: 2,
    words: /^OPENCLAW_HANDSHAKE_TIMEOUT_MS must be a whole number/,
  },
  {
    what: 'a state directory whose name a file has',
    options() {
      const file = join(makeDirectory('file'), 'state');
      writeFileSync(file, '');
      return { environment: { OPENCLAW_STATE_DIR: file } };
    },
    words: /^Cannot .*state.*: something else has that name/,
  },
];

describe.each([node, deno])('a start on $name', (runtime) => {
  test.each(refused)('$what is refused in one sentence', async ({ options, words, exit = 1 }) => {
    const { code, output } = await failToStart(runtime, options());
    expect(output.trimEnd().split('\n')).toHaveLength(1);
    expect(output).toMatch(words);
    expect(code).toBe(exit);
  });

  test('a port that is in use is refused in one sentence', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const { code, output } = await failToStart(runtime, { port });
    other.close();
    expect(output.trimEnd().split('\n')).toHaveLength(1);
    expect(output).toMatch(new RegExp(`^Cannot listen on 127\\.0\\.0\\.1:${port}: the port is in use; `));
    expect(code).toBe(1);
  });

  test('a settings file that breaks while it runs does not touch it, and stops the next start', async () => {
    const gateway = await startGateway(runtime);
    const client = await connect(gateway);
    writeFileSync(gateway.settingsFile, '{ gateway: ');
    expect(await client.request('config.get')).toMatchObject({
      exists: true,
      valid: false,
      issues: [expect.any(String)],
    });
    await inject(client, 'main', 'still here');
    await gateway.stop();
    await expect(gateway.restart()).rejects.toThrow(/ended with 1 .*openclaw\.json/);
  });
});
