import { generateKeyPairSync } from 'node:crypto';
import { createClient } from '@libsql/client/http';
import { expect, onTestFinished, test } from 'vitest';
import { failure, isLost, isVerdict } from '../../src/store/failure.ts';
import { anything, startLossyProxy } from '../fixtures/lossy-proxy.ts';
import { type SqldOptions, startSqld } from '../fixtures/sqld.ts';

async function server(options: SqldOptions = {}) {
  const sqld = await startSqld(options);
  const proxy = await startLossyProxy(sqld.url);
  const open = (path = '', authToken?: string) => {
    const client = createClient({ url: proxy.url + path, ...(authToken ? { authToken } : {}) });
    onTestFinished(() => client.close());
    return client;
  };
  onTestFinished(async () => {
    await proxy.close();
    await sqld.remove();
  });
  return { sqld, proxy, open };
}

/** What it means to the one who runs the gateway, and to the one who sent it. */
async function meaning(work: Promise<unknown>) {
  const error = await work.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  );
  const { message = String(error), retryAfterMs } = failure('Cannot save', error) ?? {};
  return { words: message.replace('Cannot save: ', ''), retryAfterMs, lost: isLost(error), verdict: isVerdict(error) };
}

const unreachable = { words: /cannot be reached/, retryAfterMs: 2000, lost: true, verdict: false };
const unwell = { words: /an error of its own/, retryAfterMs: 2000, lost: true, verdict: false };
const like = ({ words, ...rest }: typeof unreachable) => ({ ...rest, words: expect.stringMatching(words) });

test('failure() knows a server that does not run, one that ends while it works, and connections that break', async () => {
  const { sqld, proxy, open } = await server();
  const client = open();
  void proxy.loseAnswer(anything);
  expect(await meaning(client.execute('select 1'))).toEqual(like(unreachable));
  void proxy.cutAnswer(anything);
  expect(await meaning(client.batch(['select 1'], 'write'))).toEqual(like(unreachable));
  const direct = createClient({ url: sqld.url });
  onTestFinished(() => direct.close());
  const working = meaning(
    direct.execute('with recursive c(n) as (select 1 union all select n + 1 from c) select count(*) from c'),
  );
  // The second request is answered by the same process that is counting.
  await direct.execute('select 1');
  await sqld.kill();
  expect(await working).toEqual(like(unreachable));
  expect(await meaning(direct.execute('select 1'))).toEqual(like(unreachable));
});

test('failure() knows what proxies answer, and a page that is no answer', async () => {
  const { proxy, open } = await server();
  const client = open();
  for (const status of [500, 502, 503, 504]) {
    void proxy.answer(status, '<html>', 'text/html');
    expect(await meaning(client.execute('select 1'))).toEqual(like(unwell));
  }
  for (const body of ['<html>', '{}']) {
    void proxy.answer(200, body, 'application/json');
    expect(await meaning(client.execute('select 1'))).toMatchObject({
      words: expect.stringMatching(/is not a libSQL server, or its answer was cut/),
      lost: true,
    });
  }
  void proxy.answer(429, 'slow down');
  expect(await meaning(client.execute('select 1'))).toMatchObject({ retryAfterMs: 5000, lost: false, verdict: true });
  void proxy.answer(413, 'too large');
  expect(await meaning(client.execute('select 1'))).toMatchObject({ words: expect.stringMatching(/is larger than/) });
});

test('failure() knows a refused token and a database that is not there', async () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const closed = await server({ environment: { SQLD_AUTH_JWT_KEY: String(publicKey.export({ format: 'jwk' }).x) } });
  for (const token of [undefined, 'no.real.token']) {
    expect(await meaning(closed.open('', token).execute('select 1'))).toEqual({
      words: 'the database server refused the token; check that it is right and not expired',
      retryAfterMs: undefined,
      lost: false,
      verdict: true,
    });
  }
  const named = await server({ flags: ['--enable-namespaces'] });
  expect(await meaning(named.open('/dev/nowhere').execute('select 1'))).toEqual({
    words: 'the server has no database of this name; check its address',
    retryAfterMs: undefined,
    lost: false,
    verdict: true,
  });
});

test('failure() knows what is too large for the server, and rules that are broken are no failure of it', async () => {
  const { open } = await server({ flags: ['--max-response-size', '100KB'] });
  const client = open();
  const many =
    'with recursive c(n) as (select 1 union all select n + 1 from c where n < 100) select hex(zeroblob(900)) from c';
  expect(await meaning(client.execute(many))).toMatchObject({
    words: 'what was asked for is larger than the database server sends; raise its limit',
    lost: false,
    verdict: false,
  });
  expect(await meaning(client.execute('select hex(zeroblob(99999999))'))).toMatchObject({
    words: 'it is larger than the database takes',
    verdict: true,
  });
  await client.execute('create table one (a unique)');
  const insert = client.batch(['insert into one values (1)', 'insert into one values (1)'], 'write');
  expect(await meaning(insert)).toMatchObject({ words: expect.stringMatching(/UNIQUE/), lost: false, verdict: true });
});

test('failure() knows how Deno and workerd speak of a lost connection', () => {
  const said = [
    new Error('Network connection lost.'),
    new Error('internal error; reference = abc'),
    new Error('The service is temporarily unavailable.'),
    new TypeError('error sending request for url (http://127.0.0.1:1/v2/pipeline)'),
    new TypeError('error reading a body from connection'),
    new TypeError('terminated'),
  ];
  for (const error of said)
    expect([error.message, isLost(error), isVerdict(error)]).toEqual([error.message, true, false]);
  for (const error of [
    new Error('an internal error'),
    new TypeError('x is undefined'),
    new SyntaxError('Unexpected x'),
  ])
    expect(isLost(error)).toBe(false);
});
