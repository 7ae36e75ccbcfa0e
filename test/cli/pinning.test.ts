// Commands and a gateway's certificate: whom they talk to, and that nobody else hears a word.
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { makeCertificate, ownNames } from '../../src/machine/self-made-certificate.ts';
import { type Front, startFront } from '../fixtures/tls-front.ts';
import { fakeGateway } from './fake-gateway.ts';
import { person } from './person.ts';

const pair = makeCertificate(ownNames(), Date.now());
const PIN = new X509Certificate(pair.cert).fingerprint256;
const OTHER = new X509Certificate(makeCertificate(ownNames(), Date.now()).cert).fingerprint256;
const remote = { token: 'right-token' };
const open: Pick<Front, 'close'>[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function secureGateway() {
  const gateway = await fakeGateway({ health: () => ({ payload: { channelOrder: [] } }) });
  open.push(gateway);
  const front = await startFront(pair, gateway.port);
  open.push(front);
  return { gateway, front, url: `wss://127.0.0.1:${front.port}/` };
}

test.each([PIN, PIN.toLowerCase().replaceAll(':', '')])(
  'pincer --tls-fingerprint %s reaches the gateway that has it',
  async (pin) => {
    const { gateway, front } = await secureGateway();
    const address = `https://localhost:${front.port}`;
    const line = ['health', '--url', address, '--token', 'right-token', '--tls-fingerprint', pin];
    expect(await person().run(line)).toEqual({ code: 0, out: 'The gateway is well: no channels\n', err: '' });
    expect(gateway.requests.map(({ method }) => method)).toEqual(['connect', 'health']);
  },
);

test('pincer goes to a remote gateway with gateway.remote.tlsFingerprint, and the option wins over it', async () => {
  const { url } = await secureGateway();
  const user = person({ gateway: { mode: 'remote', remote: { ...remote, url, tlsFingerprint: PIN.toLowerCase() } } });
  expect(await user.run('health')).toMatchObject({ code: 0 });
  expect(await user.run(`health --tls-fingerprint ${OTHER}`)).toMatchObject({ code: 1 });
  const mistaken = person({ gateway: { mode: 'remote', remote: { ...remote, url, tlsFingerprint: OTHER } } });
  expect(await mistaken.run('health')).toMatchObject({ code: 1 });
  expect(await mistaken.run(`health --tls-fingerprint ${PIN}`)).toMatchObject({ code: 0 });
});

test('pincer says nothing to a gateway with another certificate than the pinned one, and names both', async () => {
  const { gateway, front, url } = await secureGateway();
  const user = person({ gateway: { mode: 'remote', remote: { ...remote, url, tlsFingerprint: OTHER } } });
  expect(await user.run('health')).toEqual({
    code: 1,
    out: '',
    err: `Cannot trust the gateway at ${url} as its certificate is ${PIN} and not ${OTHER}: it may not be the gateway you know\n`,
  });
  expect(front.heard()).toBe('');
  expect(gateway.requests).toEqual([]);
  expect(JSON.parse((await user.run('health --json')).err)).toMatchObject({ error: { code: 'CERTIFICATE' } });
});

test('pincer without a pin says nothing to a gateway that nobody vouches for, and tells how to pin it', async () => {
  const { gateway, front, url } = await secureGateway();
  expect(await person().run(`health --url ${url} --token right-token`)).toEqual({
    code: 1,
    out: '',
    err:
      `Cannot trust the gateway at ${url} as nobody whom this machine trusts vouches for its certificate: if ${PIN} is ` +
      'the fingerprint that the gateway prints at its start, pin it with --tls-fingerprint or gateway.remote.tlsFingerprint\n',
  });
  expect(front.heard()).toBe('');
  expect(gateway.requests).toEqual([]);
});

test('pincer finds the gateway of this machine under TLS by itself, with its own certificate', async () => {
  const { front } = await secureGateway();
  const tls = { enabled: true };
  const user = person({ gateway: { port: front.port, auth: { token: 'right-token' }, tls } });
  const strange = await user.run('health');
  expect(strange).toMatchObject({ code: 1, err: expect.stringContaining('nobody whom this machine trusts') });
  keep(user.state, pair);
  expect(await user.run('health')).toMatchObject({ code: 0 });
  expect((await user.run('web --print')).out).toBe(`https://127.0.0.1:${front.port}/#token=right-token\n`);
  keep(user.state, makeCertificate(ownNames(), Date.now()));
  expect((await user.run('health')).err).toMatch(
    /and not .+: it may not be the gateway you know, or its certificate was renewed since it was started\n$/,
  );
});

test.each([
  ['--tls-fingerprint abc', /^Option '--tls-fingerprint <sha256>' argument 'abc' is invalid\. It must be a SHA-256/],
  [
    `--tls-fingerprint ${PIN.slice(3)}`,
    /It must be a SHA-256 fingerprint of 64 hex digits, with or without colons\.\n$/,
  ],
  [
    `--url ws://127.0.0.1:9 --token t --tls-fingerprint ${PIN}`,
    /^Cannot hold ws:\/\/127\.0\.0\.1:9\/ to a fingerprint as it shows no certificate: use wss:\/\//,
  ],
])('pincer health %s is refused before anything is sent', async (flags, words) => {
  const refused = await person().run(`health ${flags}`);
  expect(refused).toMatchObject({ code: 2, err: expect.stringMatching(words) });
});

test.each([[], ['--tls-fingerprint', PIN]])(
  'pincer %s says that a gateway without TLS is one, and that none is none',
  async (...pin) => {
    const plain = await fakeGateway();
    open.push(plain);
    const health = (url: string) => person().run(['health', '--url', url, '--token', 'right-token', ...pin]);
    expect(await health(`https://127.0.0.1:${plain.port}`)).toMatchObject({
      code: 1,
      err:
        `Cannot reach the gateway at wss://127.0.0.1:${plain.port}/ as what answers there speaks no TLS: ` +
        `use ws://127.0.0.1:${plain.port}/, or set gateway.tls.enabled there\n`,
    });
    expect(plain.requests).toEqual([]);
    await plain.close();
    open.pop();
    expect((await health(`https://127.0.0.1:${plain.port}`)).err).toMatch(/: is it running\? Start it with/);
  },
);

test('pincer waits no longer for a handshake than for an answer', async () => {
  const mute = await startMute();
  open.push(mute);
  const url = `wss://127.0.0.1:${mute.port}/`;
  const line = `health --url ${url} --token t --tls-fingerprint ${PIN} --timeout 50`;
  expect((await person().run(line)).err).toBe(`The gateway at ${url} did not answer the TLS handshake within 50 ms\n`);
});

test('pincer gateway prints the fingerprint of a certificate that nobody else vouches for', async () => {
  const user = person({ gateway: { auth: { token: 'right-token' } } });
  const url = 'https://127.0.0.1:1';
  const serving = { url, tlsFingerprint: PIN, stopped: Promise.resolve(), stop: async () => undefined };
  expect((await user.run('gateway', async () => serving)).out).toBe(
    `Pincer listens at ${url}\nCertificate fingerprint (SHA-256): ${PIN}\n`,
  );
  const { out } = await user.run('gateway --json', async () => serving);
  expect(JSON.parse(out)).toEqual({ url, tlsFingerprint: PIN });
});

function keep(state: string, { cert, key }: { cert: string; key: string }): void {
  mkdirSync(join(state, 'tls'), { recursive: true });
  writeFileSync(join(state, 'tls', 'cert.pem'), cert);
  writeFileSync(join(state, 'tls', 'key.pem'), key);
}

/** It takes connections and never says anything. */
async function startMute(): Promise<Pick<Front, 'port' | 'close'>> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
