import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { SecretProviders } from '../../src/config/secret-settings.ts';
import { GatewayError } from '../../src/errors.ts';
import { secretSources } from '../../src/machine/secret-sources.ts';

const SECRET = 'sk-the-secret-1234567890';
const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

let now = 0;
let hidden: string[] = [];
beforeEach(() => {
  now = 1000;
  hidden = [];
});

function sources(providers: object = {}, environment: Record<string, string> = {}) {
  return secretSources({
    providers: v.parse(SecretProviders, { providers }).providers,
    environment,
    hide: (secrets) => void hidden.push(...secrets),
    now: () => now,
  });
}

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
  return path;
}

/** A program that counts how often it is run. */
function program(name: string, lines: string): string {
  return file(name, `#!/bin/sh\necho run >> "$0.log"\n${lines}\n`, 0o700);
}
const runs = (path: string) => readFileSync(`${path}.log`, 'utf8').trim().split('\n').length;

async function refusal(asked: Promise<string>): Promise<string> {
  const error = await asked.then(
    () => expect.fail('it was read'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof GatewayError)) throw error;
  expect(JSON.stringify([error.message, error.stack, error.details])).not.toContain(SECRET);
  return error.message;
}

describe('the environment', () => {
  test('Secrets.read() reads a variable, and hides what it read from the log', async () => {
    expect(await sources({}, { MY_KEY: SECRET }).read({ source: 'env', provider: 'default', id: 'MY_KEY' })).toBe(
      SECRET,
    );
    expect(hidden).toEqual([SECRET]);
  });

  test('Secrets.read() names the variable that is not set', async () => {
    expect(await refusal(sources().read({ source: 'env', id: 'MY_KEY' }))).toBe(
      'Cannot read a secret as the variable "MY_KEY" is not set: set it and start again',
    );
  });
});

describe('files', () => {
  test('Secrets.read() reads a file of one line, also from the home folder', async () => {
    const path = file('one', `${SECRET}\n`);
    expect(await sources().read({ source: 'file', id: path })).toBe(SECRET);
    const away = `~/${relative(homedir(), path)}`;
    expect(await sources().read({ source: 'file', id: away })).toBe(SECRET);
  });

  test('Secrets.read() follows a pointer in a file of JSON', async () => {
    const path = file('many.json', JSON.stringify({ providers: { 'a/b': { apiKey: SECRET } }, list: 7 }));
    const from = sources({ vault: { source: 'file', path } });
    const read = (id: string) => from.read({ source: 'file', provider: 'vault', id });
    expect(await read('/providers/a~1b/apiKey')).toBe(SECRET);
    for (const id of ['/list', '/providers', '/constructor/name', '/gone']) {
      expect(await refusal(read(id))).toBe(
        `Cannot read the secret "${id}" from ${path}: there is no text at that place`,
      );
    }
  });

  test('Secrets.read() reads a named file as one secret', async () => {
    const from = sources({ vault: { source: 'file', path: file('single', SECRET), mode: 'singleValue' } });
    expect(await from.read({ source: 'file', provider: 'vault', id: 'value' })).toBe(SECRET);
  });

  test.each([
    ['is not there', join(folder, 'gone'), 'there is no such file'],
    ['is a folder', folder, 'Cannot read'],
    ['is empty', file('empty', ' \n'), 'it is empty'],
    ['is too large', file('large', 'x'.repeat(70_000)), 'it is larger than 64 kB'],
    ['has several lines', file('lines', `${SECRET}\nmore`), 'it has more than one line'],
  ])('Secrets.read() says that a file %s', async (_what, id, words) => {
    expect(await refusal(sources().read({ source: 'file', id }))).toContain(words);
  });

  test('Secrets.read() names a provider that the settings do not have', async () => {
    const asked = sources().read({ source: 'file', provider: 'vault', id: 'value' });
    expect(await refusal(asked)).toContain('secrets.providers has no "vault" with the source "file"');
  });
});

describe('programs', () => {
  test('Secrets.read() runs a program without a shell, and trims what it prints', async () => {
    const id = program('print', `printf '%s\\n' "$1"`);
    expect(await sources().read({ source: 'exec', id, args: ['$HOME; `id`'] })).toBe('$HOME; `id`');
  });

  test('Secrets.read() keeps what a program printed for five minutes, and asks it once at a time', async () => {
    const id = program('once', `echo ${SECRET}`);
    const from = sources();
    const source = { source: 'exec', id } as const;
    expect(await Promise.all([from.read(source), from.read(source)])).toEqual([SECRET, SECRET]);
    now += 299_999;
    await from.read(source);
    expect(runs(id)).toBe(1);
    now += 1;
    await from.read(source);
    expect(runs(id)).toBe(2);
    from.forget(source);
    await from.read(source);
    expect(runs(id)).toBe(3);
  });

  test('Secrets.read() asks a named program for one of many, as JSON', async () => {
    const command = program('keeper', `cat > "$0.asked"; echo '{"values":{"a/key":"${SECRET}"}}'`);
    const from = sources({ vault: { source: 'exec', command } });
    expect(await from.read({ source: 'exec', provider: 'vault', id: 'a/key' })).toBe(SECRET);
    expect(JSON.parse(readFileSync(`${command}.asked`, 'utf8'))).toEqual({
      protocolVersion: 1,
      provider: 'vault',
      ids: ['a/key'],
    });
    expect(await refusal(from.read({ source: 'exec', provider: 'vault', id: 'b' }))).toContain('no value for "b"');
  });

  test.each([
    ['ends with a code', program('fails', `echo ${SECRET} >&2; echo ${SECRET}; exit 3`), 'it ended with the code 3'],
    ['prints too much', program('floods', 'head -c 70000 /dev/zero | tr "\\0" x'), 'it printed more than 64 kB'],
    ['prints nothing', program('silent', 'true'), 'it is empty'],
    ['is not there', join(folder, 'nobody'), 'there is no such program'],
    ['may not be run', file('plain', 'x'), 'this user may not run it'],
  ])('Secrets.read() says that a program %s, and repeats none of its words', async (_what, id, words) => {
    expect(await refusal(sources().read({ source: 'exec', id }))).toContain(words);
    expect(hidden).toEqual([]);
  });

  test('Secrets.read() ends a program that takes too long, and tries again the next time', async () => {
    const command = program('slow', 'exec sleep 60');
    const from = sources({ vault: { source: 'exec', command, timeoutMs: 50 } });
    const source = { source: 'exec', provider: 'vault', id: 'x' } as const;
    expect(await refusal(from.read(source))).toContain('it took longer than 50 ms');
    await refusal(from.read(source));
    expect(runs(command)).toBe(2);
  });
});
