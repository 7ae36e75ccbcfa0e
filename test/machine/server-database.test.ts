// A gateway whose database is on a server: how it starts, what it does not tell, and that it is the only one.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@libsql/client/http';
import { SignJWT } from 'jose';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { standAsWorkers } from '../../src/store/tenure.ts';
import { endGateways, failToStart, freePort, type GatewayOptions, startGateway } from '../fixtures/gateway.ts';
import { connect, history, inject, lines, send } from '../fixtures/greeting.ts';
import { modelSettings, startModel } from '../fixtures/model.ts';
import { deno, node } from '../fixtures/runtimes.ts';
import { type SqldOptions, startSqld } from '../fixtures/sqld.ts';

afterEach(endGateways);

async function server(options?: SqldOptions) {
  const sqld = await startSqld(options);
  onTestFinished(() => sqld.remove());
  return sqld;
}

/** A server that wants a token, and a maker of tokens. */
async function guarded() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'jwk' }).x ?? '';
  const sqld = await server({ environment: { SQLD_AUTH_JWT_KEY: raw } });
  const token = await new SignJWT({ a: 'rw' }).setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey);
  return { url: sqld.url, token };
}

const on = (url: string, token?: string): GatewayOptions => ({
  environment: { PINCER_DATABASE_URL: url, ...(token === undefined ? {} : { PINCER_DATABASE_TOKEN: token }) },
});

describe.each([node, deno])('a database on a server, on $name', (runtime) => {
  const refusal = async (options: GatewayOptions) => {
    const { code, output } = await failToStart(runtime, options);
    expect(code).toBe(1);
    expect(output.trimEnd().split('\n')).toHaveLength(1);
    return output.trimEnd();
  };

  test('a wrong address, a server that is away, and a token that is refused are said in one sentence', async () => {
    const { url, token } = await guarded();
    expect(await refusal(on('postgres://host/db'))).toMatch(/^Cannot use PINCER_DATABASE_URL as it must begin with /);
    expect(await refusal(on(`http://127.0.0.1:${await freePort()}`))).toMatch(
      /^Cannot open the database: the database server cannot be reached; check its address /,
    );
    for (const wrong of [undefined, `${token.slice(0, -20)}${'A'.repeat(20)}`]) {
      const words = await refusal(on(url, wrong));
      expect(words).toMatch(
        /^Cannot open the database: the database server refused the token; check that it is right /,
      );
      expect(words).not.toContain(token.slice(0, -20));
    }
  });

  test('what is stored is on the server, and the token is told nowhere', async () => {
    const { url, token } = await guarded();
    const gateway = await startGateway(runtime, { ...on(url, token), flags: ['--verbose'] });
    const client = await connect(gateway);
    await inject(client, 'agent:main:main', 'kept');
    const answers = await Promise.all(
      ['status', 'health', 'config.get', 'logs.tail', 'system-presence'].map((method) => client.request(method)),
    );
    expect(answers[0]).toMatchObject({ database: { kind: 'remote', bytes: null } });
    expect((await gateway.stop()).code).toBe(0);
    const told = [JSON.stringify(answers), gateway.output()];
    told.push(readFileSync(join(gateway.stateDirectory, 'logs', 'pincer.log'), 'utf8'));
    for (const text of told) expect(text).not.toContain(token);
    // Another state directory, which is all that another machine has.
    const other = await startGateway(runtime, on(url, token));
    expect(lines(await history(await connect(other), 'agent:main:main'))).toEqual(['assistant: kept']);
  });

  test('a second gateway is refused in words, and comes in once the first has stopped', async () => {
    const { url } = await server();
    const first = await startGateway(runtime, on(url));
    expect(await refusal(on(url))).toMatch(
      new RegExp(
        `^Cannot use the database as the gateway on \\S+ \\(pid ${first.pid}\\) has it: stop that one, or wait 30 seconds if it is gone$`,
      ),
    );
    await inject(await connect(first), 'main', 'served all the while');
    await first.stop();
    await (await startGateway(runtime, on(url))).stop();
  });

  test('a gateway that was killed comes again at once, as its state directory says that the one before is dead', async () => {
    const { url } = await server();
    const gateway = await startGateway(runtime, on(url));
    await inject(await connect(gateway), 'main', 'before');
    await gateway.kill();
    await gateway.restart();
    expect(lines(await history(await connect(gateway), 'main'))).toEqual(['assistant: before']);
  });

  test('a gateway that lost its database ends in words and writes nothing more', { timeout: 40_000 }, async () => {
    const { url } = await server();
    const model = await startModel();
    const gateway = await startGateway(runtime, { ...on(url), settings: modelSettings(model) });
    const $client = createClient({ url });
    onTestFinished(async () => {
      $client.close();
      await model.close();
    });
    const client = await connect(gateway);
    await inject(client, 'main', 'before');
    model.gates('go on').release('in the middle');
    await client.heard((await send(client, 'live', 'go on')).runId, 1);
    // Nothing more is to be written of a run whose words so far are stored.
    const stored = `select count(*) as "count" from "runs" where "text" = 'in the middle'`;
    while ((await $client.execute(stored)).rows[0]?.count !== 1) await client.request('last-heartbeat');
    await $client.execute(`delete from "meta" where "name" = 'owner'`);
    await standAsWorkers({ $client }, 'chat');
    const then = await fingerprint($client);
    const { code, output } = await gateway.exit();
    expect(code).toBe(1);
    expect(output).toMatch(
      /^Cannot go on as the Workers deployment chat took the database over: run only one of the two$/m,
    );
    expect(output).not.toMatch(/^ +at /m);
    expect(await fingerprint($client)).toBe(then);
    expect(await refusal({ ...on(url), stateDirectory: gateway.stateDirectory })).toMatch(
      /as the Workers deployment chat has it: take that one down, then start once with --take-over$/,
    );
    const over = await startGateway(runtime, { ...on(url), flags: ['--take-over'] });
    expect(lines(await history(await connect(over), 'main'))).toEqual(['assistant: before']);
  });
});

/** Of all that the database holds. */
async function fingerprint(client: ReturnType<typeof createClient>): Promise<string> {
  const tables = await client.execute(`select "name" from "sqlite_master" where "type" = 'table' order by "name"`);
  const hash = createHash('sha256');
  for (const { name } of tables.rows) hash.update(JSON.stringify(await client.execute(`select * from "${name}"`)));
  return hash.digest('hex');
}
