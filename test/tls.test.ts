// TLS on the wire, on each runtime: what the gateway serves, to whom its certificate is good, and what its clients believe.
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { get as getPlain } from 'node:http';
import { connect as connectTwo } from 'node:http2';
import { get, type RequestOptions } from 'node:https';
import { join } from 'node:path';
import { connect as shake } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificate, ownNames } from '../src/machine/self-made-certificate.ts';
import { startThief } from './fixtures/certificate-thief.ts';
import { Client } from './fixtures/client.ts';
import { endGateways, failToStart, type Gateway, makeDirectory, startGateway, TOKEN } from './fixtures/gateway.ts';
import { greet } from './fixtures/greeting.ts';
import { deno, node, type Runtime } from './fixtures/runtimes.ts';

const STRICT = 'max-age=31536000';
const http = { securityHeaders: { strictTransportSecurity: STRICT } };

afterAll(endGateways);

describe.each([node, deno])('A gateway with gateway.tls.enabled on $name', (runtime) => {
  let gateway: Gateway;
  let ca: string;
  let pin: string;

  beforeAll(async () => {
    gateway = await startGateway(runtime, { settings: { gateway: { tls: { enabled: true }, http } } });
    ca = readFileSync(join(gateway.stateDirectory, 'tls', 'cert.pem'), 'utf8');
    pin = new X509Certificate(ca).fingerprint256;
  });

  test('serves HTTPS under every name of its certificate, and asks for it with each answer', async () => {
    for (const host of ['localhost', '127.0.0.1']) {
      expect(await ask({ host, port: gateway.port, path: '/healthz', ca })).toEqual({ status: 200, strict: STRICT });
    }
    const foreign = { host: '127.0.0.1', port: gateway.port, ca, headers: { Host: 'elsewhere.test' } };
    const anyName = { checkServerIdentity: () => undefined };
    expect(await ask({ ...foreign, ...anyName })).toEqual({ status: 421, strict: STRICT });
  });

  test('serves WebSockets, also to the page that comes from it', async () => {
    const address = `127.0.0.1:${gateway.port}`;
    const client = await Client.open(`wss://${address}/`, { ca, origin: `https://${address}` });
    expect(await greet(client, gateway)).toMatchObject({ ok: true });
    client.terminate();
  });

  test('speaks neither plain HTTP nor a TLS that is older than 1.2', async () => {
    const plain = getPlain({ host: '127.0.0.1', port: gateway.port, path: '/healthz' });
    await expect(once(plain, 'response')).rejects.toThrow();
    await expect(Client.open(gateway.url)).rejects.toThrow();
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const hello = shake({ host: '127.0.0.1', port: gateway.port, ca, ...old });
    await expect(once(hello, 'secureConnect')).rejects.toThrow(/alert/);
  });

  test.runIf(runtime.name === 'deno')('takes the host of an HTTP/2 request for its Host', async () => {
    const session = connectTwo(`https://localhost:${gateway.port}`, { ca });
    const status = async (authority: string) => {
      const [headers] = await once(session.request({ ':path': '/', ':authority': authority }), 'response');
      return headers[':status'];
    };
    expect(await status(`localhost:${gateway.port}`)).toBe(200);
    expect(await status('elsewhere.test')).toBe(421);
    session.destroy();
  });

  test('is found by the commands of its machine, and prints what others may hold it to', async () => {
    expect(gateway.output()).toContain(`Pincer listens at https://127.0.0.1:${gateway.port}\n`);
    expect(gateway.output()).toContain(`Certificate fingerprint (SHA-256): ${pin}\n`);
    expect(await run(runtime, gateway, ['health'])).toMatchObject({ code: 0 });
    const { out } = await run(runtime, gateway, ['web', '--print']);
    expect(out).toBe(`https://127.0.0.1:${gateway.port}/#token=${TOKEN}\n`);
  });

  test('is believed from elsewhere with the right pin only', async () => {
    const line = ['health', '--url', `https://localhost:${gateway.port}`, '--token', TOKEN];
    expect(await run(runtime, gateway, [...line, '--tls-fingerprint', pin])).toMatchObject({ code: 0 });
    const none = await run(runtime, gateway, line);
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining(`if ${pin} is the fingerprint`) });
    const other = new X509Certificate(makeCertificate(ownNames(), Date.now()).cert).fingerprint256;
    const wrong = await run(runtime, gateway, [...line, '--tls-fingerprint', other]);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining(`is ${pin} and not ${other}`) });
  });

  test('cannot be played by somebody who has its certificate without the key', async () => {
    const thief = await startThief(ca);
    const line = ['health', '--url', `https://localhost:${thief.port}`, '--token', TOKEN, '--tls-fingerprint', pin];
    const { code, err } = await run(runtime, gateway, line);
    thief.close();
    expect(await thief.noticed).toBe(true);
    expect(code).toBe(1);
    expect(err).toContain('as its TLS handshake failed');
  });

  test('shows the same certificate after a restart', async () => {
    await gateway.stop();
    await gateway.restart();
    expect(gateway.output()).toContain(pin);
    expect(await ask({ host: 'localhost', port: gateway.port, path: '/healthz', ca })).toMatchObject({ status: 200 });
  });

  test("shows its owner's certificate, without a word about it", async () => {
    const folder = makeDirectory('own');
    const pair = makeCertificate({ hosts: ['localhost'], addresses: [] }, Date.now());
    const [certPath, keyPath] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    writeFileSync(certPath, pair.cert);
    writeFileSync(keyPath, pair.key);
    const own = await startGateway(runtime, { settings: { gateway: { tls: { enabled: true, certPath, keyPath } } } });
    const answer = await ask({ host: 'localhost', port: own.port, path: '/healthz', ca: pair.cert });
    expect(answer).toEqual({ status: 200, strict: undefined });
    expect(own.output()).not.toContain('fingerprint');
    expect(await run(runtime, own, ['health'])).toMatchObject({ code: 0 });
    await own.stop();
  });

  test('does not start with a certificate that is none', async () => {
    const certPath = join(makeDirectory('none'), 'cert.pem');
    const tls = { enabled: true, certPath, keyPath: certPath };
    const { code, output } = await failToStart(runtime, { settings: { gateway: { tls } } });
    expect(code).toBe(1);
    expect(output).toContain(
      `Cannot use the certificate in ${certPath}: it does not exist; check gateway.tls.certPath`,
    );
  });
});

function ask(options: RequestOptions): Promise<{ status: number | undefined; strict: string | undefined }> {
  return new Promise((resolve, reject) => {
    get({ agent: false, ...options }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, strict: response.headers['strict-transport-security'] });
    }).on('error', reject);
  });
}

/** A command of the same runtime, on the gateway's machine. */
function run({ command: [program, ...words] }: Runtime, { stateDirectory, port }: Gateway, line: string[]) {
  const env = {
    PATH: process.env.PATH,
    HOME: stateDirectory,
    OPENCLAW_STATE_DIR: stateDirectory,
    OPENCLAW_GATEWAY_PORT: String(port),
  };
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const child = execFile(program, [...words, ...line], { cwd, env }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}
