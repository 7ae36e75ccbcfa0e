// The certificate that the gateway shows: found, made, kept, renewed, refused.
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { certificateInForce, knownFingerprint } from '../../src/machine/certificate.ts';
import { makeCertificate, ownNames } from '../../src/machine/self-made-certificate.ts';
import { stateDirectory } from '../../src/machine/state-directory.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2027, 4, 1);
const made = { enabled: true, autoGenerate: true };
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function fresh() {
  const folder = mkdtempSync(join(tmpdir(), 'pincer-tls-'));
  folders.push(folder);
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const start = (tls: object = {}, now = NOW) => certificateInForce({ ...made, ...tls }, kept, () => now);
  const kept = stateDirectory(folder).tls;
  return { folder, kept, write, start };
}

describe('certificateInForce()', () => {
  test('is null without gateway.tls.enabled, and makes nothing', async () => {
    const { folder, start } = fresh();
    expect(await start({ enabled: false, certPath: '/nowhere' })).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('makes a certificate that is good for this machine alone, and for less than 825 days', async () => {
    const { start } = fresh();
    const certificate = await start();
    const fact = new X509Certificate(certificate?.cert ?? '');
    expect(fact.verify(fact.publicKey)).toBe(true);
    expect(fact.checkPrivateKey(createPrivateKey(certificate?.key ?? ''))).toBe(true);
    expect(fact.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
    expect(fact.checkHost('localhost')).toBe('localhost');
    for (const address of ownNames().addresses) expect(fact.checkIP(address)).toBe(address);
    expect(fact.checkHost('elsewhere.test')).toBeUndefined();
    expect(fact.ca).toBe(false);
    const [from, to] = [fact.validFromDate.getTime(), fact.validToDate.getTime()];
    expect(from).toBeLessThan(NOW);
    expect(to - from).toBeLessThan(825 * DAY_MS);
    expect(certificate).toMatchObject({ fingerprint: fact.fingerprint256, selfMade: true });
  });

  test('keeps the key from everybody else on the machine', async () => {
    const { folder, kept, start } = fresh();
    await start();
    expect(statSync(join(folder, 'tls')).mode & 0o777).toBe(0o700);
    expect(statSync(kept.key).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'tls')).sort()).toEqual(['cert.pem', 'key.pem']);
  });

  test('shows the same certificate at every start until it has expired, and then another', async () => {
    const { start } = fresh();
    const first = await start();
    expect(await start({}, NOW + 800 * DAY_MS)).toEqual(first);
    const second = await start({}, NOW + 825 * DAY_MS);
    expect(second?.fingerprint).not.toBe(first?.fingerprint);
    expect(await start({}, NOW + 826 * DAY_MS)).toEqual(second);
  });

  test('makes the pair again when a start ended between its two files', async () => {
    const { kept, start } = fresh();
    await start();
    rmSync(kept.cert);
    const certificate = await start();
    expect(new X509Certificate(certificate?.cert ?? '').checkPrivateKey(createPrivateKey(certificate?.key ?? ''))).toBe(
      true,
    );
    writeFileSync(kept.key, otherKey());
    expect((await start({}, NOW + 900 * DAY_MS))?.selfMade).toBe(true);
  });

  test('does not replace a damaged one by itself, as that would break every pin', async () => {
    const { kept, start } = fresh();
    await start();
    writeFileSync(kept.key, otherKey());
    await expect(start()).rejects.toThrow(
      `Cannot use the key in ${kept.key}: it does not belong to the certificate in ${kept.cert}; ` +
        'restore it, or remove it to have another made',
    );
    writeFileSync(kept.cert, '');
    await expect(start()).rejects.toThrow(`Cannot use the certificate in ${kept.cert}: it holds no certificate`);
  });

  test("takes the owner's files, in the home folder too, and writes nothing", async () => {
    const { folder, write, start } = fresh();
    const own = makeCertificate(ownNames(), NOW);
    const paths = { certPath: write('own.pem', own.cert), keyPath: write('own.key', own.key) };
    const fingerprint = new X509Certificate(own.cert).fingerprint256;
    expect(await start(paths)).toEqual({ ...own, fingerprint, selfMade: false });
    const home = process.env.HOME;
    process.env.HOME = folder;
    try {
      expect(await start({ certPath: '~/own.pem', keyPath: '~/own.key' })).toMatchObject({ fingerprint });
    } finally {
      process.env.HOME = home;
    }
    expect(readdirSync(folder).sort()).toEqual(['own.key', 'own.pem']);
  });

  test('says in one sentence why it cannot use what the settings name', async () => {
    const { folder, write, start } = fresh();
    const own = makeCertificate(ownNames(), NOW);
    const missing = join(folder, 'missing.pem');
    const cert = write('cert.pem', own.cert);
    const key = write('key.pem', own.key);
    const other = write('other.pem', otherKey());
    const locked = write('locked.pem', otherKey('secret'));
    const garbage = write('garbage', 'nothing of the kind');
    const hint = 'check gateway.tls.certPath and gateway.tls.keyPath';
    const cases: [object, string][] = [
      [{ certPath: cert }, 'Cannot use gateway.tls.certPath alone: set gateway.tls.keyPath too'],
      [{ keyPath: key }, 'Cannot use gateway.tls.keyPath alone: set gateway.tls.certPath too'],
      [{ certPath: missing, keyPath: key }, `Cannot use the certificate in ${missing}: it does not exist; ${hint}`],
      [{ certPath: cert, keyPath: missing }, `Cannot use the key in ${missing}: it does not exist; ${hint}`],
      [{ certPath: garbage, keyPath: key }, `${garbage}: it holds no certificate in PEM form; ${hint}`],
      [{ certPath: cert, keyPath: garbage }, `${garbage}: it holds no private key in PEM form`],
      [
        { certPath: cert, keyPath: locked },
        `${locked}: it holds no private key in PEM form that opens without a passphrase`,
      ],
      [{ certPath: cert, keyPath: other }, `${other}: it does not belong to the certificate in ${cert}; ${hint}`],
      [{ autoGenerate: false }, 'Cannot speak TLS as there is no certificate: set gateway.tls.certPath'],
    ];
    for (const [tls, words] of cases) await expect(start(tls)).rejects.toThrow(words);
    const late = start({ certPath: cert, keyPath: key }, NOW + 821 * DAY_MS);
    await expect(late).rejects.toThrow(`Cannot use the certificate in ${cert}: it expired on 2029-07-29; renew it`);
  });

  test.skipIf(process.getuid?.() === 0)('says so when it may not read a file', async () => {
    const { write, start } = fresh();
    const own = makeCertificate(ownNames(), NOW);
    const keyPath = write('key.pem', own.key);
    rmSync(keyPath);
    writeFileSync(keyPath, own.key, { mode: 0 });
    await expect(start({ certPath: write('cert.pem', own.cert), keyPath })).rejects.toThrow(
      `Cannot read ${keyPath}: this user may not read it`,
    );
  });
});

test('knownFingerprint() is that of the certificate which the next start will show, or null', async () => {
  const { kept, write, start } = fresh();
  expect(knownFingerprint(made, kept)).toBeNull();
  const certificate = await start();
  expect(knownFingerprint(made, kept)).toBe(certificate?.fingerprint);
  const own = makeCertificate(ownNames(), NOW);
  const paths = { certPath: write('own.pem', own.cert), keyPath: '/not/read' };
  expect(knownFingerprint({ ...made, ...paths }, kept)).toBe(new X509Certificate(own.cert).fingerprint256);
  expect(readFileSync(kept.cert, 'utf8')).toBe(certificate?.cert);
});

function otherKey(passphrase?: string): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const form = { type: 'pkcs8', format: 'pem' } as const;
  const sealed = { ...form, cipher: 'aes-256-cbc', passphrase };
  return String(passphrase === undefined ? privateKey.export(form) : privateKey.export(sealed));
}
