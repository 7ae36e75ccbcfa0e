import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFacts } from '../../src/auth/facts.ts';
import { identityRefusal } from '../../src/auth/identity-refusal.ts';
import { refuseOrigin, refuseUpgrade } from '../../src/auth/origin.ts';
import { openOnlyLocally, secretMismatch, secretMissing } from '../../src/auth/refusal.ts';
import { createRefusalLog } from '../../src/auth/refusal-log.ts';
import { setUpLogs } from '../../src/machine/logs.ts';
import { person } from './person.ts';

const TOKEN = 'k7Qz0vN3xW9rT5yB1mJ8sD4fH6gL2pCa';
const CONTROL = /[\p{Cc}\p{Bidi_Control}]/u;
const none = { controlUi: { allowedOrigins: [] } };

type Visit = { peer?: string; headers?: Record<string, string>; client?: string | null; error?: unknown };

/** Somebody on whose machine these were refused, in the words and through the log of the gateway itself. */
async function troubled(visits: readonly Visit[], gateway: object = { auth: { token: TOKEN } }) {
  const user = person({ gateway });
  const log = join(user.state, 'logs', 'pincer.log');
  await refuse(log, visits);
  return { user, log };
}

async function refuse(file: string, visits: readonly Visit[]): Promise<void> {
  const logs = setUpLogs({ level: 'info', verbose: false, file, secrets: [TOKEN] });
  const note = createRefusalLog(Date.now);
  for (const { peer = '192.168.1.7', headers = {}, client = null, error } of visits) {
    const facts = readFacts(new Headers({ host: '127.0.0.1:18789', ...headers }), { peer, managed: false });
    const refusal = error ?? refuseUpgrade(facts, none) ?? refuseOrigin(facts, none);
    note(refusal, facts, { way: client === null ? 'http' : 'socket', path: '/', client });
  }
  await logs.close();
}

function written(properties: object, at = '2026-11-28T10:00:00.000Z'): string {
  const said = { event: 'refusal', way: 'socket', message: 'no', rule: 'some_rule', ...properties };
  return `${JSON.stringify({ '@timestamp': at, level: 'INFO', message: '', logger: 'pincer.auth', properties: said })}\n`;
}

function withLog(text: string, settings: object = { gateway: { auth: { token: TOKEN } } }) {
  const user = person(settings);
  mkdirSync(join(user.state, 'logs'));
  writeFileSync(join(user.state, 'logs', 'pincer.log'), text);
  return user;
}

test('pincer doctor auth says who was refused, by which rule, and what to do', async () => {
  const visit = { client: 'openclaw-control-ui', error: secretMismatch('token', false) };
  const { user } = await troubled([visit, visit, visit, { error: secretMissing('token') }]);
  const { code, out } = await user.run('doctor auth');
  expect(code).toBe(0);
  expect(out.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'THEN')).toBe(
    [
      'THEN UTC  openclaw-control-ui at 192.168.1.7 to 127.0.0.1:18789 (3 times since THEN UTC)',
      '  Refused: unauthorized: gateway token mismatch',
      '  Rule: token_mismatch (AUTH_TOKEN_MISMATCH)',
      '  Next: open the sign-in link that `pincer gateway` printed, or run `pincer web`',
      '  Now: the token stands in gateway.auth.token; a link that has it: pincer web --print',
      '',
      'THEN UTC  a request for / at 192.168.1.7 to 127.0.0.1:18789',
      '  Refused: unauthorized: gateway token missing',
      '  Rule: token_missing (AUTH_TOKEN_MISSING)',
      '  Next: open the sign-in link that `pincer gateway` printed, or run `pincer web`',
      '  Now: the token stands in gateway.auth.token; a link that has it: pincer web --print',
      '',
    ].join('\n'),
  );
});

test('pincer doctor auth --json has one shape', async () => {
  const { user, log } = await troubled([{ client: 'cli', error: secretMismatch('token', false) }]);
  const report = JSON.parse((await user.run('doctor auth --json')).out);
  expect(report).toEqual({
    log,
    problems: [],
    refusals: [
      {
        way: 'socket',
        path: '/',
        message: expect.stringContaining('gateway token mismatch'),
        code: 'AUTH_TOKEN_MISMATCH',
        rule: 'token_mismatch',
        next: expect.stringContaining('pincer web'),
        address: '192.168.1.7',
        peer: '192.168.1.7',
        client: 'cli',
        origin: null,
        host: '127.0.0.1:18789',
        user: null,
        first: expect.any(String),
        last: expect.any(String),
        times: 1,
        advice: { words: expect.any(String), command: 'pincer web --print' },
      },
    ],
  });
});

const asked = { 'x-forwarded-for': '203.0.113.9' };
const page = { origin: 'https://chat.example.com' };
const addPage = "pincer config set 'gateway.controlUi.allowedOrigins[0]' 'https://chat.example.com'";
const blocked = (user: string) => ({ error: identityRefusal('trusted_proxy_user_not_allowed', user) });
const guarded = (allowUsers: string[]) => ({
  trustedProxies: ['10.0.0.5'],
  auth: { mode: 'trusted-proxy', trustedProxy: { userHeader: 'x-user', allowUsers } },
});

test.each<[string, Visit, object, string]>([
  [
    'a proxy that is not listed',
    { peer: '172.18.0.2', headers: asked },
    { trustedProxies: ['10.0.0.5'] },
    "gateway.trustedProxies has 10.0.0.5; if 172.18.0.2 is your proxy: pincer config set 'gateway.trustedProxies[1]' '172.18.0.2'",
  ],
  [
    'a proxy that is listed by now',
    { peer: '172.18.0.2', headers: asked },
    { trustedProxies: ['172.18.0.0/24'] },
    'gateway.trustedProxies has 172.18.0.2 now',
  ],
  [
    'a stranger as a proxy',
    { peer: '8.8.8.8', headers: asked },
    {},
    '8.8.8.8 is a public address: most likely a stranger\n',
  ],
  ['a page', { headers: page, client: 'openclaw-control-ui' }, {}, `is yours: ${addPage}\n`],
  [
    'a page that is listed by now',
    { headers: page },
    { controlUi: { allowedOrigins: [page.origin] } },
    'has https://chat.example.com now\n',
  ],
  ['a host name', { headers: { host: 'chat.example.com:81' } }, {}, `is yours: ${addPage}\n`],
  [
    'a user of the proxy',
    blocked('bob@example.com'),
    guarded(['ada@example.com']),
    "if bob@example.com may come in: pincer config set 'gateway.auth.trustedProxy.allowUsers[1]' 'bob@example.com'",
  ],
  [
    'a user who is allowed by now',
    blocked('bob@example.com'),
    guarded(['Bob@example.com']),
    'has bob@example.com now\n',
  ],
  [
    'a proxy on this machine',
    { error: identityRefusal('trusted_proxy_loopback_source', '127.0.0.1') },
    guarded(['ada']),
    'allowLoopback is false, and no assertion is set: set that first\n',
  ],
  [
    'somebody from elsewhere',
    { error: openOnlyLocally() },
    { auth: { mode: 'none' } },
    'pincer config set gateway.auth.mode token\n',
  ],
])('pincer doctor auth tells of %s what the settings say now', async (_, visit, gateway, advice) => {
  const { user } = await troubled([visit], { auth: { token: TOKEN }, ...gateway });
  const { out } = await user.run('doctor auth');
  expect(out).toContain(advice);
});

test.each([
  ['gateway.trustedProxies[0]', { peer: '172.18.0.2', headers: asked }],
  ['gateway.controlUi.allowedOrigins[0]', { headers: page }],
])('pincer doctor auth gives commands that work, as for %s', async (path, visit) => {
  const { user } = await troubled([visit]);
  const [{ advice }] = JSON.parse((await user.run('doctor auth --json')).out).refusals;
  const words = String(advice.command).replaceAll("'", '').split(' ').slice(1);
  expect(words[2]).toBe(path);
  expect(await user.run(words)).toMatchObject({ code: 0 });
  expect((await user.run('doctor auth')).out).toMatch(/ now(?:$|:)/m);
});

test.each(['http://a$(reboot).example', "http://a';reboot;'", 'http://a`reboot`', 'null'])(
  'pincer doctor auth makes no command of the origin %s',
  async (origin) => {
    const user = withLog(written({ rule: 'origin_not_allowed', origin }));
    const { out } = await user.run('doctor auth --json');
    expect(JSON.parse(out).refusals).toMatchObject([{ origin, advice: null }]);
  },
);

test.each(['x" to gateway.trustedProxies', "bob';reboot;'", '-x', 'a b'])(
  'pincer doctor auth makes no command of the user %s',
  async (name) => {
    const { user } = await troubled([blocked(name)], guarded(['ada']));
    const [{ advice }] = JSON.parse((await user.run('doctor auth --json')).out).refusals;
    expect(advice?.command ?? null).toBeNull();
  },
);

test('pincer doctor auth speaks of an old pairing request as over', async () => {
  const user = withLog(written({ rule: 'pairing_required_not-paired', message: 'pairing required' }));
  expect((await user.run('--dev doctor auth')).out).toContain('No refusals');
  expect((await user.run('doctor auth')).out).toContain('again: pincer devices approve --latest\n');
  const fresh = withLog(written({ rule: 'pairing_required_not-paired' }, new Date().toISOString()));
  expect((await fresh.run('doctor auth')).out).not.toContain('--latest');
});

test('pincer doctor auth shows the last ten, or as many as are asked for, the newest last', async () => {
  const user = withLog(Array.from({ length: 30 }, (_, index) => written({ client: `client ${index}.` })).join(''));
  const shown = async (line: string) =>
    [...(await user.run(line)).out.matchAll(/client (\d+)\./g)].map(([, index]) => Number(index));
  expect(await shown('doctor auth')).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
  expect(await shown('doctor auth --limit 2')).toEqual([28, 29]);
  expect(await user.run('doctor auth --limit 0')).toMatchObject({ code: 2 });
});

test('pincer doctor auth looks into the rotated log for what the newest does not have', async () => {
  const { user, log } = await troubled([{ client: 'older', error: secretMismatch('token', false) }]);
  renameSync(log, `${log}.1`);
  await refuse(log, [{ client: 'newer', error: secretMismatch('token', false) }]);
  const clients = async (line: string) =>
    JSON.parse((await user.run(line)).out).refusals.map((one: { client: string }) => one.client);
  expect(await clients('doctor auth --json')).toEqual(['older', 'newer']);
  expect(await clients('doctor auth --json --limit 1')).toEqual(['newer']);
});

test('pincer doctor auth passes over lines that are no refusals', async () => {
  const other = JSON.stringify({
    '@timestamp': 't',
    level: 'INFO',
    message: 'm',
    logger: 'pincer.auth',
    properties: {},
  });
  const user = withLog(`${other}\nnot json "refusal"\n${written({})}${written({ way: 'door' })}{"event":"refusal"}\n`);
  expect(JSON.parse((await user.run('doctor auth --json')).out).refusals).toHaveLength(1);
});

test('pincer doctor auth lets nothing of a stranger steer the terminal, or fill it', async () => {
  const evil = `\u001b]0;owned\u0007\u009b2J\r\n\u202eevil${'x'.repeat(5000)}`;
  const names = ['path', 'message', 'code', 'rule', 'next', 'address', 'client', 'origin', 'host', 'user'];
  const user = withLog(written(Object.fromEntries(names.map((name) => [name, evil])), evil));
  const { out } = await user.run('doctor auth');
  const { out: json } = await user.run('doctor auth --json');
  expect(out).toContain('evil');
  for (const text of [out, json]) expect(text.replaceAll('\n', '')).not.toMatch(CONTROL);
  expect(out.split('\n')).toHaveLength(5);
  expect(out.length).toBeLessThan(15_000);
});

test('pincer doctor auth shows no secret of the settings', async () => {
  const every = ['token_mismatch', 'password_mismatch', 'none_only_locally', 'trusted_proxy_assertion_audience'];
  const log = every.map((rule) => written({ rule })).join('');
  for (const auth of [{ token: TOKEN }, { mode: 'password', password: TOKEN }]) {
    const user = withLog(log, { gateway: { auth } });
    expect((await user.run('doctor auth')).out + (await user.run('doctor auth --json')).out).not.toContain(TOKEN);
  }
});

test('pincer doctor auth says that there are none, and when none would be written down', async () => {
  expect(await person().run('doctor auth')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^No refusals stand in .*pincer\.log\n$/),
  });
  const quiet = person({ gateway: { auth: { token: TOKEN } }, logging: { level: 'warning' } });
  expect((await quiet.run('doctor auth')).out).toContain('pincer config set logging.level info');
});

test('pincer doctor auth explains refusals also where the settings cannot be used', async () => {
  const user = withLog(written({ rule: 'token_mismatch' }));
  writeFileSync(user.file, '{ gateway: ');
  const { code, out } = await user.run('doctor auth');
  expect(code).toBe(0);
  expect(out).toContain('Rule: token_mismatch');
  expect(out).toContain('The settings have a problem: The settings are not JSON5');
});

test('pincer doctor alone says what it can do', async () => {
  expect(await person().run('doctor')).toMatchObject({ code: 2, err: expect.stringContaining('auth') });
});
