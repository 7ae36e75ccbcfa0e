import { expect, test } from 'vitest';
import { isGuessable } from '../../src/machine/audit/secrets.ts';
import { findingsOf, gateway, idsOf, type Lent, TOKEN } from './audit-facts.ts';

type Case = [settings: object, lent?: Lent];
type Row = [found: string, risky: Case, sound: Case];

const good = gateway({});
const exposed = { bind: 'lan' };
const custom = (customBindHost: string) => gateway({ bind: 'custom', customBindHost });
const password = (value: string) => ({ mode: 'password', password: value });
const limit = (rateLimit: object) => gateway({}, { token: TOKEN, rateLimit });
const origin = (one: string) => gateway({ controlUi: { allowedOrigins: [one] } });
const insisting = (more: object) =>
  gateway({ ...more, http: { securityHeaders: { strictTransportSecurity: 'max-age=60' } } });
const remote = (url: string, mode = 'remote') => gateway({ mode, remote: { url, token: 'the-token-of-elsewhere' } });
const model = (baseUrl: string, more: object = {}) => ({ ...good, models: { providers: { m: { baseUrl, ...more } } } });
const server = (url: string, more: object = {}) => ({ ...good, mcp: { servers: { s: { url, ...more } } } });
const variable = (name: string, value: string): Lent => ({ environment: { [`OPENCLAW_GATEWAY_${name}`]: value } });

const rows: Row[] = [
  ['warning gateway.loopback_no_auth', [gateway({}, { mode: 'none' })], [good]],
  [
    'critical gateway.loopback_no_auth',
    [gateway({}, { mode: 'none' }), { otherPeople: ['bob'] }],
    [good, { otherPeople: ['bob'] }],
  ],
  ['critical gateway.bind_no_auth', [gateway(exposed, { mode: 'none' })], [gateway(exposed)]],
  [
    'critical gateway.bind_no_auth',
    [gateway(exposed, { mode: 'token' })],
    [gateway(exposed, { mode: 'token' }), variable('TOKEN', TOKEN)],
  ],
  [
    'critical gateway.bind_no_auth',
    [gateway(exposed, { mode: 'password' })],
    [gateway(exposed, { mode: 'password' }), { startedBefore: true }],
  ],
  ['info gateway.auth_no_secret', [gateway({}, {})], [good]],
  ['info gateway.secret_unseen', [gateway({}, {}), { startedBefore: true }], [good, { startedBefore: true }]],
  [
    'info gateway.secret_unseen',
    [gateway({}, { token: { source: 'env', id: 'ELSEWHERE' } })],
    [gateway({}, {}), variable('TOKEN', TOKEN)],
  ],
  ['warning gateway.bind_no_tls', [gateway(exposed)], [gateway({ ...exposed, tls: { enabled: true } })]],
  ['warning gateway.bind_no_tls', [custom('192.168.1.2')], [custom('127.0.0.1')]],
  ['critical gateway.bind_no_tls', [custom('8.8.8.8')], [gateway({ bind: 'tailnet' })]],
  ['critical gateway.token_guessable', [gateway({}, { token: 'changeme123' })], [good]],
  [
    'critical gateway.password_guessable',
    [gateway({}, password('Password!'))],
    [gateway({}, password('uy7-Kq2z-Rw9x'))],
  ],
  ['warning gateway.token_too_short', [gateway({}, { token: TOKEN.slice(0, 23) })], [good]],
  ['warning gateway.password_too_short', [gateway({}, password('uy7-Kq2'))], [gateway({}, password('uy7-Kq2z-Rw9x'))]],
  [
    'critical gateway.password_too_short',
    [gateway({ tailscale: { mode: 'funnel' } }, password('uy7-Kq2'))],
    [gateway({ tailscale: { mode: 'funnel' } }, password('uy7-Kq2z-Rw9x'))],
  ],
  ['warning gateway.secret_in_two_places', [good, variable('TOKEN', `${TOKEN}2`)], [good]],
  [
    'info gateway.secret_in_two_places',
    [good, variable('TOKEN', TOKEN)],
    [gateway({}, { token: { source: 'env', id: 'OPENCLAW_GATEWAY_TOKEN' } }), variable('TOKEN', TOKEN)],
  ],
  [
    'warning gateway.remote_secret_reused',
    [gateway({ remote: { url: 'wss://home', token: TOKEN } })],
    [gateway({ remote: { url: 'wss://home', token: `${TOKEN}2` } })],
  ],
  ['warning gateway.auth_no_rate_limit', [limit({ maxAttempts: 101 })], [limit({ maxAttempts: 100 })]],
  ['warning gateway.auth_no_rate_limit', [limit({ lockoutMs: 999 })], [limit({ exemptLoopback: false })]],
  ['warning gateway.auth_no_rate_limit', [limit({ windowMs: 1 })], [limit({ windowMs: 1000 })]],
  ['warning gateway.control_ui.allowed_origins_wildcard', [origin('*')], [origin('https://chat.example.com')]],
  [
    'warning gateway.control_ui.allowed_origins_invalid',
    [origin('chat.example.com')],
    [origin('https://a.example.com')],
  ],
  [
    'warning gateway.control_ui.allowed_origins_invalid',
    [origin('https://a.example.com/chat')],
    [origin('http://nas')],
  ],
  [
    'warning gateway.control_ui.allowed_origins_http',
    [origin('http://chat.example.com')],
    [origin('http://box.local')],
  ],
  ['warning gateway.control_ui.allowed_origins_http', [origin('http://8.8.8.8:81')], [origin('http://10.0.0.2:81')]],
  ['warning gateway.hsts_without_tls', [insisting({})], [insisting({ trustedProxies: ['10.0.0.5'] })]],
  [
    'warning gateway.hsts_self_made_certificate',
    [insisting({ tls: { enabled: true } })],
    [insisting({ tls: { enabled: true, certPath: '/c', keyPath: '/k' } })],
  ],
  ['critical gateway.tailscale_funnel_no_password', [gateway({ tailscale: { mode: 'funnel' } })], [good]],
  [
    'warning gateway.tailscale_funnel',
    [gateway({ tailscale: { mode: 'funnel' } }, password('uy7-Kq2z-Rw9x'))],
    [gateway({ tailscale: { mode: 'serve' } })],
  ],
  [
    'info gateway.tailscale_serve',
    [gateway({ tailscale: { mode: 'serve' } }), { otherPeople: ['bob'] }],
    [gateway({ tailscale: { mode: 'serve' } }, { token: TOKEN, allowTailscale: false }), { otherPeople: ['bob'] }],
  ],
  ['critical gateway.tailscale_serve_no_auth', [gateway({ tailscale: { mode: 'serve' } }, { mode: 'none' })], [good]],
  ['critical gateway.remote.in_the_clear', [remote('ws://home.example.com')], [remote('wss://home.example.com')]],
  ['warning gateway.remote.in_the_clear', [remote('http://1.1.1.1:99', 'local')], [remote('ws://127.0.0.1:18789')]],
  [
    'critical models.provider_key_in_the_clear',
    [model('http://api.example.com/v1', { apiKey: 'sk-model-key-of-mine' })],
    [model('http://127.0.0.1:8080/v1', { apiKey: 'sk-model-key-of-mine' })],
  ],
  ['warning models.provider_in_the_clear', [model('http://api.example.com')], [model('https://api.example.com')]],
  ['info mcp.server_in_the_clear', [server('http://192.168.1.9/mcp')], [server('http://localhost:1/mcp')]],
  [
    'critical mcp.server_in_the_clear',
    [server('http://mcp.example.com', { headers: { Authorization: 'Bearer abcdefgh' } })],
    [server('http://mcp.example.com', { enabled: false })],
  ],
  [
    'info tools.fetch_and_write_exposed',
    [gateway(exposed)],
    [{ ...gateway(exposed), agents: { list: [{ id: 'main', tools: { deny: ['write'] } }] } }],
  ],
];

test.each(rows)('the audit says %s where it is so, and not where it is not', (found, risky, sound) => {
  expect(idsOf(findingsOf(...risky))).toContain(found);
  expect(idsOf(findingsOf(...sound))).not.toContain(found);
});

test('the audit finds nothing in the settings that the first start makes', () => {
  expect(findingsOf(good)).toEqual([]);
});

test('every finding about settings says why and what to do, and holds no secret', () => {
  const all = rows.flatMap(([, risky]) => findingsOf(...risky));
  const secrets = [TOKEN, 'uy7-Kq2', 'changeme', 'Password!', 'the-token-of-elsewhere', 'sk-model-key', 'abcdefgh'];
  for (const finding of all) {
    expect(finding).toMatchObject({ what: expect.stringMatching(/.{10}/), why: expect.stringMatching(/.{10}/) });
    expect(finding.fix).not.toBe('');
    for (const secret of secrets) expect(JSON.stringify(finding)).not.toContain(secret);
  }
});

test('the audit makes a token only where a gateway has never had another secret', () => {
  const mends = (...given: Case) => findingsOf(...given).flatMap(({ mend }) => mend ?? []);
  expect(mends(gateway(exposed, { mode: 'token' }))).toEqual([{ kind: 'make token' }]);
  expect(mends(gateway({}, {}))).toEqual([{ kind: 'make token' }]);
  expect(mends(gateway({}, {}), { startedBefore: true })).toEqual([]);
  expect(mends(gateway(exposed, { mode: 'none' }))).toEqual([]);
  expect(mends(gateway(exposed, { mode: 'password' }))).toEqual([]);
  expect(mends(gateway({}, { token: { source: 'env', id: 'ELSEWHERE' } }))).toEqual([]);
});

test('the audit repeats no password that stands in an origin or a range', () => {
  const written = gateway({
    trustedProxies: ['http://ada:hunter22@proxy'],
    controlUi: { allowedOrigins: ['https://ada:hunter22@chat.example.com'] },
  });
  expect(findingsOf(written)).toHaveLength(2);
  expect(JSON.stringify(findingsOf(written))).not.toContain('hunter22');
});

test.each(['password', 'Password', 'secret-token-123', 'aaaaaaaaaaaaaaaaaaaaaaaa', '12345678', 'qwertyuiop'])(
  'isGuessable() knows %s',
  (secret) => expect(isGuessable(secret)).toBe(true),
);

test.each([TOKEN, 'uy7-Kq2z', '8301947562018374659201', 'horse staple orchid lantern'])(
  'isGuessable() lets %s be',
  (secret) => expect(isGuessable(secret)).toBe(false),
);
