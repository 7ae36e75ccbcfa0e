import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { person } from './person.ts';

const TOKEN = 'k7Qz0vN3xW9rT5yB1mJ8sD4fH6gL2pCa';
const SOUND = `{
  // mine
  gateway: { auth: { token: '${TOKEN}' } },
}
`;

/** Somebody whose installation only its owner can look into. */
function careful(settings: string | object = SOUND, environment: Record<string, string> = {}) {
  const user = person(settings, { environment });
  chmodSync(user.state, 0o700);
  chmodSync(user.file, 0o600);
  return user;
}

test('pincer security audit finds nothing where nothing is risky', async () => {
  expect(await careful().run('security audit')).toEqual({ code: 0, out: 'Nothing risky was found\n', err: '' });
  const { code, out } = await person().run('security audit --json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ summary: { critical: 0, warning: 0, info: 0 }, findings: [], fixed: [] });
});

test('pincer security audit names the worst first, and fails when something is critical', async () => {
  const user = careful({ gateway: { bind: 'lan', auth: { token: 'changeme', rateLimit: { maxAttempts: 1000 } } } });
  const { code, out, err } = await user.run('security audit');
  expect(code).toBe(1);
  expect(err).toBe('');
  expect(out.match(/^(?:CRITICAL|WARNING|INFO) .*$/gm)).toEqual([
    'CRITICAL gateway.token_guessable',
    'WARNING gateway.auth_no_rate_limit',
    'WARNING gateway.bind_no_tls',
    'INFO tools.fetch_and_write_exposed',
  ]);
  expect(out).toContain('\n  Why: ');
  expect(out).toContain('\n  Fix: ');
  expect(out.endsWith('1 critical, 2 warning, 1 info\n')).toBe(true);
});

test('pincer security audit succeeds when nothing is critical', async () => {
  const { code, out } = await careful({ gateway: { bind: 'lan', auth: { token: TOKEN } } }).run('security audit');
  expect(code).toBe(0);
  expect(out).toContain('WARNING gateway.bind_no_tls');
});

test('pincer security audit --json has one shape, whatever was found', async () => {
  const user = careful({ gateway: { auth: { mode: 'none' } } });
  chmodSync(user.file, 0o644);
  const { out } = await user.run('security audit --json');
  const report = JSON.parse(out);
  expect(Object.keys(report)).toEqual(['stateDirectory', 'settings', 'summary', 'findings', 'fixed']);
  expect(report).toMatchObject({ stateDirectory: user.state, settings: user.file, fixed: [] });
  expect(report.findings).toContainEqual({
    id: 'fs.config.perms_world_readable',
    severity: 'warning',
    what: `The settings file ${user.file} may be read by others (644)`,
    why: 'other users of this machine could see who may come in, and how, were the directory around it not shut',
    fix: `chmod 600 ${user.file}`,
    fixable: true,
  });
  for (const finding of report.findings) {
    expect(Object.keys(finding)).toEqual(['id', 'severity', 'what', 'why', 'fix', 'fixable']);
  }
});

test('pincer security audit --fix closes what is open, says so, and finds it gone', async () => {
  const user = careful();
  const key = join(user.state, 'pincer.key');
  writeFileSync(key, Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64url'));
  chmodSync(user.file, 0o666);
  chmodSync(key, 0o644);
  chmodSync(user.state, 0o777);
  const first = await user.run('security audit');
  expect(first.code).toBe(1);
  expect(first.out).toContain('`pincer security audit --fix` mends 3 of them');
  const fixing = await user.run('security audit --fix');
  expect(fixing.code).toBe(0);
  expect(fixing.out).toContain(`FIXED Closed ${user.state}: 777 became 700`);
  expect(fixing.out).toContain(`FIXED Closed ${user.file}: 666 became 600`);
  expect([user.state, user.file, key].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600, 0o600]);
  expect(readFileSync(user.file, 'utf8')).toBe(SOUND);
  expect((await user.run('security audit --fix')).out).toBe('Nothing risky was found\n');
});

test('pincer security audit --fix makes a token where none was ever set, and keeps comments', async () => {
  const user = careful("{\n  // mine\n  gateway: { bind: 'tailnet', auth: { mode: 'token' } },\n}\n");
  expect((await user.run('security audit')).out).toContain('CRITICAL gateway.bind_no_auth');
  const { code, out } = await user.run('security audit --fix');
  expect(code).toBe(0);
  const text = readFileSync(user.file, 'utf8');
  const token = /token: "([\w-]{43})"/.exec(text)?.[1] ?? 'none';
  expect(text).toContain('// mine');
  expect(out).toContain('FIXED Made a token');
  expect(out).not.toContain(token);
  expect((await user.run('security audit')).out).toBe('Nothing risky was found\n');
  expect(readFileSync(user.file, 'utf8')).toBe(text);
});

test('pincer security audit --fix changes no rule about who may come in', async () => {
  const settings = JSON.stringify({
    gateway: {
      bind: 'lan',
      trustedProxies: ['0.0.0.0/0'],
      auth: { mode: 'password', rateLimit: { maxAttempts: 1000 } },
    },
  });
  const user = careful(settings);
  const { code, out } = await user.run('security audit --fix --json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ fixed: [], summary: { critical: 2 } });
  expect(readFileSync(user.file, 'utf8')).toBe(settings);
});

test('pincer security audit makes nothing where nothing is', async () => {
  const user = person();
  expect((await user.run('security audit --fix')).code).toBe(0);
  expect(existsSync(user.state)).toBe(false);
});

test('pincer security audit shows no secret and nothing that steers the terminal', async () => {
  const secrets = [TOKEN, 'sk-0123456789abcdef', 'the-token-of-elsewhere', 'hunter-two-two', 'in-the-environment-7'];
  const settings = {
    gateway: {
      auth: { token: secrets[0] },
      remote: { url: 'ws://home.example.com', token: secrets[2] },
      controlUi: { allowedOrigins: [`http://ada:${secrets[3]}@chat.example.com`] },
    },
    models: { providers: { 'm\u001b[2J\u202e': { baseUrl: 'http://api.example.com/v1', apiKey: secrets[1] } } },
  };
  const user = careful(settings, { OPENCLAW_GATEWAY_TOKEN: 'in-the-environment-7' });
  chmodSync(user.file, 0o644);
  mkdirSync(join(user.state, 'logs'), { mode: 0o700 });
  writeFileSync(join(user.state, 'logs', 'pincer.log'), secrets.join('\n'), { mode: 0o600 });
  const { out: words } = await user.run('security audit --fix');
  const { out: json } = await user.run('security audit --json');
  expect(words).toContain('logging.secret_in_log');
  expect(words).toContain('gateway.secret_in_two_places');
  for (const secret of secrets) expect(words + json).not.toContain(secret);
  expect(words.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});

test('pincer security and its audit are asked rightly or refused', async () => {
  expect(await person().run('security')).toMatchObject({ code: 2, err: expect.stringContaining('audit') });
  expect(await person().run('security audit --deep')).toMatchObject({ code: 2 });
});
