// The provider's keys over real HTTP, with a clock that the test sets.

import { gzipSync } from 'node:zlib';
import { configureSync, type LogRecord, resetSync } from '@logtape/logtape';
import { decodeProtectedHeader, errors, exportJWK, generateKeyPair } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeysUnavailable, openKeySet } from '../../src/auth/key-set.ts';
import { type AssertionIssuer, startAssertionIssuer } from '../fixtures/assertion-issuer.ts';

const minute = 60_000;
const hour = 60 * minute;
const records: LogRecord[] = [];
let provider: AssertionIssuer;
let time: number;

beforeEach(async () => {
  time = 1_795_000_000_000;
  provider = await startAssertionIssuer({ now: () => time });
  records.length = 0;
  configureSync({
    sinks: { memory: (record) => void records.push(record) },
    loggers: [
      { category: ['pincer', 'auth'], sinks: ['memory'] },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  resetSync();
  await provider.close();
});

const told = () => records.map(({ level, properties }) => `${level}: ${properties.reason ?? 'over'}`);
const open = (jwksUrl = provider.jwksUrl) => openKeySet({ jwksUrl }, { fetch, now: () => time });
const newest = async () => decodeProtectedHeader(await provider.sign());
const madeUp = (kid: string) => ({ alg: 'ES256', kid });

describe('The keys of a provider', () => {
  it('are asked for once by all who wait for them', async () => {
    const find = open();
    const header = await newest();
    const found = await Promise.all(Array.from({ length: 20 }, () => find(header)));
    expect(new Set(found.map(({ type }) => type))).toEqual(new Set(['public']));
    expect(provider.asked).toEqual(['/jwks']);
  });

  it('serve for ten minutes without another question', async () => {
    const asking = vi.fn(fetch);
    const find = openKeySet({ jwksUrl: provider.jwksUrl }, { fetch: asking, now: () => time });
    const header = await newest();
    await find(header);
    time += 10 * minute - 1;
    await find(header);
    expect(asking).toHaveBeenCalledTimes(1);
    time += 1;
    await find(header);
    expect(asking).toHaveBeenCalledTimes(2);
  });

  it('are renewed after ten minutes while the old ones serve', async () => {
    const find = open();
    const old = await newest();
    await find(old);
    provider.answer('silence');
    time += 10 * minute;
    await find(old);
    await vi.waitFor(() => expect(provider.asked).toHaveLength(2));
    await find(old);
    provider.answer('keys');
    await provider.rotate();
    provider.retire();
    time += minute;
    await find(old);
    await find(await newest());
    await expect(find(old)).rejects.toThrow(errors.JWKSNoMatchingKey);
    expect(provider.asked).toHaveLength(3);
  });

  it('are asked for at once when a token names a new one, and the old one holds until it is gone', async () => {
    const find = open();
    const old = await newest();
    await find(old);
    await provider.rotate();
    time += 30_000;
    await find(await newest());
    await find(old);
    expect(provider.asked).toHaveLength(2);
    provider.retire();
    time += 10 * minute;
    await find(old);
    await expect(find(madeUp('any'))).rejects.toThrow(errors.JWKSNoMatchingKey);
    await expect(find(old)).rejects.toThrow(errors.JWKSNoMatchingKey);
    expect(provider.asked).toHaveLength(3);
  });

  it('are asked for once in 30 s, however many ids are made up', async () => {
    const find = open();
    await find(await newest());
    const guess = (number: number) => find(madeUp(`made-up-${number}`)).catch((error: Error) => error.constructor);
    for (let second = 0; second < 90; second += 1) {
      time += 1000;
      const guesses = await Promise.all(Array.from({ length: 20 }, (_, index) => guess(index)));
      expect(new Set(guesses)).toEqual(new Set([errors.JWKSNoMatchingKey]));
    }
    expect(provider.asked).toHaveLength(4);
  });

  it('are asked for once in 30 s while there are none', async () => {
    provider.answer({ status: 500, body: 'broken' });
    const find = open();
    const header = await newest();
    for (let second = 0; second < 60; second += 1) {
      await expect(find(header)).rejects.toThrow(KeysUnavailable);
      time += 1000;
    }
    expect(provider.asked).toHaveLength(2);
    provider.answer('keys');
    await find(header);
    expect(told()).toEqual(['warning: it answered with status 500', 'info: over']);
  });

  it('serve for a day while the provider is down, and then no more', async () => {
    const find = open();
    const header = await newest();
    await find(header);
    const until = new Date(time + 24 * hour).toISOString();
    await provider.close();
    for (let hours = 1; hours < 24; hours += 1) {
      time += hour;
      await find(header);
      await expect(find(madeUp('other'))).rejects.toThrow(errors.JWKSNoMatchingKey);
    }
    time += hour - 1;
    await find(header);
    time += 1;
    await expect(find(header)).rejects.toThrow(KeysUnavailable);
    await expect(find(madeUp('other'))).rejects.toThrow(KeysUnavailable);
    expect(told()).toEqual([expect.stringMatching(/^warning: fetch failed: .*ECONNREFUSED/)]);
    expect(records[0]?.properties.meanwhile).toBe(`the known ones serve until ${until}`);
  });

  it('open nothing when the provider was never there', async () => {
    await provider.close();
    await expect(open()(madeUp('key-1'))).rejects.toThrow(KeysUnavailable);
    expect(records[0]?.properties.meanwhile).toBe('until then nobody comes in by an assertion');
  });

  it('do not stay young because the clock was set back', async () => {
    const find = open();
    const old = await newest();
    await find(old);
    await provider.rotate();
    provider.retire();
    time -= 25 * hour;
    await expect(find(old)).rejects.toThrow(errors.JWKSNoMatchingKey);
  });

  it('are told of once in each outage', async () => {
    const find = open();
    const header = await newest();
    await find(header);
    for (const outage of [1, 2]) {
      provider.answer({ status: 503, body: '' });
      for (let times = 0; times < 5; times += 1) {
        time += minute;
        await expect(find(madeUp('other'))).rejects.toThrow(errors.JWKSNoMatchingKey);
      }
      provider.answer('keys');
      time += minute;
      await expect(find(madeUp('other'))).rejects.toThrow(errors.JWKSNoMatchingKey);
      expect(told()).toHaveLength(2 * outage);
    }
    expect(told().slice(2)).toEqual(['warning: it answered with status 503', 'info: over']);
  });

  it('are told of without the query of their address', async () => {
    provider.answer({ status: 403, body: '' });
    await expect(open(`${provider.jwksUrl}?key=secret`)(madeUp('a'))).rejects.toThrow(KeysUnavailable);
    expect(records[0]?.properties.url).toBe(provider.jwksUrl);
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it('are those of the latest question, even if an earlier answer comes last', async () => {
    const answers: PromiseWithResolvers<Response>[] = [];
    const held = () => {
      const answer = Promise.withResolvers<Response>();
      answers.push(answer);
      return answer.promise;
    };
    const find = openKeySet({ jwksUrl: provider.jwksUrl }, { fetch: held, now: () => time });
    const before = JSON.stringify(provider.published());
    const old = await newest();
    const first = find(old).catch((error: unknown) => error);
    await provider.rotate();
    provider.retire();
    const header = await newest();
    time += 30_000;
    const second = find(header);
    answers[1]?.resolve(Response.json(provider.published()));
    await second;
    answers[0]?.resolve(new Response(before));
    expect(await first).toBeInstanceOf(errors.JWKSNoMatchingKey);
    await find(header);
  });
});

describe('The fetch of the runtime', () => {
  it('is never called as a method, which workerd would refuse', async () => {
    const fetchAsIn = function (this: unknown, ...asked: Parameters<typeof fetch>) {
      return this === undefined ? fetch(...asked) : Promise.reject(new TypeError('Illegal invocation'));
    };
    const find = openKeySet({ jwksUrl: provider.jwksUrl }, { fetch: fetchAsIn, now: () => time });
    await find(await newest());
  });
});

describe('A provider that answers badly', () => {
  it.each([
    ['an error', { status: 500, body: '{"keys":[]}' }, 'it answered with status 500'],
    ['nothing but headers', { status: 204, body: '' }, 'it answered with status 204'],
    ['no JSON', { body: '<html>Sign in</html>' }, 'what it sent is no set of keys in JSON'],
    ['nothing', { body: '' }, 'what it sent is no set of keys in JSON'],
    ['JSON of another shape', { body: '{"keys":"none"}' }, 'what it sent is no set of keys in JSON'],
    ['a list', { body: '[]' }, 'what it sent is no set of keys in JSON'],
    ['no keys', { body: '{"keys":[]}' }, 'it publishes no public key for signatures'],
    ['what are no keys', { body: '{"keys":[null,1,"key",[],{}]}' }, 'it publishes no public key for signatures'],
  ])('with %s opens nothing', async (_, answer, reason) => {
    provider.answer(answer);
    await expect(open()(madeUp('key-1'))).rejects.toThrow(KeysUnavailable);
    expect(told()).toEqual([`warning: ${reason}`]);
  });

  it('with a redirect is not followed', async () => {
    provider.answer('redirect');
    await expect(open()(await newest())).rejects.toThrow(KeysUnavailable);
    expect(provider.asked).toEqual(['/jwks']);
    expect(told()).toEqual(['warning: it answered with status 302']);
  });

  it('with 256 kB is read, and with one byte more is not', async () => {
    const padded = (bytes: number) => ({ body: JSON.stringify(provider.published()).padEnd(bytes) });
    const header = await newest();
    provider.answer(padded(262_144));
    await open()(header);
    provider.answer(padded(262_145));
    await expect(open()(header)).rejects.toThrow(KeysUnavailable);
    expect(told()).toEqual(['warning: it sent more than 256 kB']);
  });

  it('without an end is hung up on', async () => {
    const asking = vi.fn(fetch);
    const find = openKeySet({ jwksUrl: provider.jwksUrl }, { fetch: asking, now: () => time });
    provider.answer('flood');
    const hungUp = provider.hungUp();
    await expect(find(await newest())).rejects.toThrow(KeysUnavailable);
    // At once, and not when the runtime sweeps up.
    expect(asking.mock.calls[0]?.[1]?.signal?.aborted).toBe(true);
    await hungUp;
    expect(told()).toEqual(['warning: it sent more than 256 kB']);
  });

  it('with much in little is measured after unpacking', async () => {
    const body = gzipSync(JSON.stringify(provider.published()).padEnd(50_000_000));
    provider.answer({ headers: { 'content-encoding': 'gzip' }, body });
    await expect(open()(await newest())).rejects.toThrow(KeysUnavailable);
    expect(told()).toEqual(['warning: it sent more than 256 kB']);
  });

  it.each(['silence', 'beginning'] as const)('with %s is given five seconds', async (how) => {
    const clock = new AbortController();
    const limit = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(clock.signal);
    provider.answer(how);
    const hungUp = provider.hungUp();
    const found = open()(await newest());
    found.catch(() => undefined);
    await vi.waitFor(() => expect(provider.asked).toHaveLength(1));
    clock.abort(new DOMException('late', 'TimeoutError'));
    await expect(found).rejects.toThrow(KeysUnavailable);
    await hungUp;
    expect(limit).toHaveBeenCalledExactlyOnceWith(5000);
    expect(told()).toEqual(['warning: it took longer than 5 s: late']);
  });

  it('keeps the known keys serving, unless it says that there are none', async () => {
    const find = open();
    const header = await newest();
    await find(header);
    for (const body of ['not JSON', '{}', '{"keys":{}}']) {
      provider.answer({ body });
      time += minute;
      await expect(find(madeUp('other'))).rejects.toThrow(errors.JWKSNoMatchingKey);
      await find(header);
    }
    provider.answer({ body: '{"keys":[]}' });
    time += minute;
    await expect(find(madeUp('other'))).rejects.toThrow(KeysUnavailable);
    await expect(find(header)).rejects.toThrow(KeysUnavailable);
  });
});

describe('Of what a provider publishes', () => {
  it('a symmetric key, a private key, one for encryption and one of an unknown kind are left out', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    provider.publish(
      { kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA', kid: 'shared', alg: 'HS256' },
      { ...(await exportJWK(privateKey)), kid: 'private' },
      { ...(await exportJWK(publicKey)), kid: 'encrypts', use: 'enc' },
      { kty: 'AKP', pub: 'AAAA', kid: 'unknown', alg: 'ML-DSA-44' },
    );
    const find = open();
    await find(await newest());
    for (const kid of ['shared', 'private', 'encrypts', 'unknown']) {
      await expect(find(madeUp(kid))).rejects.toThrow(errors.JWKSNoMatchingKey);
    }
    await expect(find({ alg: 'HS256', kid: 'shared' })).rejects.toThrow(errors.JOSENotSupported);
    expect(provider.asked).toHaveLength(1);
  });

  it.each([
    { kty: 'oct', k: 'c2VjcmV0', alg: 'HS256' },
    { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), use: 'enc' },
    { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), d: 'A'.repeat(43) },
  ])('nothing is left when there is only %j', async (key) => {
    provider.answer({ body: JSON.stringify({ keys: [key] }) });
    await expect(open()({ alg: 'EdDSA' })).rejects.toThrow(KeysUnavailable);
    expect(told()).toEqual(['warning: it publishes no public key for signatures']);
  });
});

describe('Keys in the settings', () => {
  const none = () => Promise.reject(new Error('nobody is asked'));

  it('serve without a question to anyone', async () => {
    const find = openKeySet({ jwks: provider.published() }, { fetch: none, now: () => time });
    await find(await newest());
    time += 1000 * hour;
    await find(await newest());
    await expect(find(madeUp('other'))).rejects.toThrow(errors.JWKSNoMatchingKey);
    expect(records).toEqual([]);
  });

  it('are only the public ones', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwks = { keys: [...provider.published().keys, { ...(await exportJWK(privateKey)), kid: 'private' }] };
    const find = openKeySet({ jwks }, { fetch: none, now: () => time });
    await find(await newest());
    await expect(find(madeUp('private'))).rejects.toThrow(errors.JWKSNoMatchingKey);
  });
});
