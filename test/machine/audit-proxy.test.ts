import { expect, test } from 'vitest';
import { findingsOf, gateway, idsOf, TOKEN } from './audit-facts.ts';

type Row = [found: string, risky: object, sound: object];

const signed = { preset: 'cloudflare-access', team: 'house', audience: 'an-application' };
const proxied = (trustedProxy: object, more: object = {}, auth: object = {}) =>
  gateway({ trustedProxies: ['10.0.0.5'], ...more }, { mode: 'trusted-proxy', trustedProxy, ...auth });
const header = { userHeader: 'x-user', allowUsers: ['ada@example.com'] };
const believed = (...trustedProxies: string[]) => gateway({ trustedProxies });
const enrolling = (...scopes: string[]) => proxied({ ...header, deviceAutoApprove: { enabled: true, scopes } });
const given = (name: string, ...scopes: string[]) => proxied(header, {}, { identityScopes: { [name]: scopes } });

const rows: Row[] = [
  ['critical gateway.trusted_proxies_everyone', believed('0.0.0.0/0'), believed('10.0.0.0/16')],
  ['critical gateway.trusted_proxies_everyone', believed('::/0'), believed('fd00::/48')],
  ['critical gateway.trusted_proxies_everyone', believed('::ffff:0:0/96'), believed('::ffff:10.0.0.0/112')],
  ['warning gateway.trusted_proxies_too_wide', believed('10.0.0.0/15'), believed('10.0.0.0/16')],
  ['warning gateway.trusted_proxies_too_wide', believed('fd00::/47'), believed('fd00::1')],
  [
    'critical gateway.trusted_proxies_too_wide',
    proxied(header, { trustedProxies: ['10.0.0.0/8'] }),
    proxied({ ...header, assertion: signed }, { trustedProxies: ['10.0.0.0/8'] }),
  ],
  ['warning gateway.trusted_proxies_invalid', believed('proxy.local'), believed('10.0.0.5')],
  [
    'warning gateway.real_ip_fallback_enabled',
    gateway({ trustedProxies: ['10.0.0.5'], allowRealIpFallback: true }),
    gateway({ allowRealIpFallback: true }),
  ],
  ['critical gateway.trusted_proxy_no_proxies', proxied(header, { trustedProxies: [] }), proxied(header)],
  ['critical gateway.trusted_proxy_no_user_header', proxied({}), proxied(header)],
  ['critical gateway.trusted_proxy_no_user_header', proxied({}), proxied({ assertion: signed })],
  ['critical gateway.trusted_proxy_beside_token', proxied(header, {}, { token: TOKEN }), proxied(header)],
  [
    'critical gateway.trusted_proxy_loopback_unsigned',
    proxied({ ...header, allowLoopback: true }, { trustedProxies: ['127.0.0.0/24'] }),
    proxied({ ...header, allowLoopback: true, assertion: signed }, { trustedProxies: ['127.0.0.1'] }),
  ],
  ['warning gateway.trusted_proxy_loopback_unsigned', proxied({ ...header, allowLoopback: true }), proxied(header)],
  ['info gateway.trusted_proxy_unsigned', proxied(header), proxied({ ...header, assertion: signed })],
  [
    'critical gateway.trusted_proxy_assertion_no_audience',
    proxied({ assertion: { preset: 'google-iap' } }),
    proxied({ assertion: { preset: 'pomerium', host: 'chat.example.com' } }),
  ],
  [
    'critical gateway.trusted_proxy_assertion_no_audience',
    proxied({ assertion: { ...signed, audience: [] } }),
    proxied({ assertion: signed }),
  ],
  [
    'critical gateway.trusted_proxy_assertion_invalid',
    proxied({ assertion: { ...signed, jwksUrl: 'http://keys.example.com' } }),
    proxied({ assertion: { ...signed, jwksUrl: 'https://keys.example.com' } }),
  ],
  ['warning gateway.trusted_proxy_no_allowlist', proxied({ ...header, allowUsers: [] }), proxied(header)],
  [
    'critical gateway.trusted_proxy_device_auto_approve_admin',
    enrolling('operator.read', 'operator.admin'),
    enrolling('operator.read', 'operator.write'),
  ],
  [
    'critical gateway.trusted_proxy_device_auto_approve_admin',
    enrolling('operator.admin'),
    proxied({ ...header, deviceAutoApprove: { enabled: false, scopes: ['operator.admin'] } }),
  ],
  [
    'warning gateway.identity_scopes_admin_unsigned',
    given('ada@example.com', 'operator.admin'),
    given('ada@example.com', 'operator.write'),
  ],
  ['critical gateway.identity_scopes_pattern', given('*', 'operator.admin'), given('ada', 'operator.admin')],
  ['warning gateway.identity_scopes_pattern', given('@example.com', 'operator.read'), given('ada@example.com')],
  [
    'info gateway.identity_scopes_unused',
    gateway({}, { token: TOKEN, identityScopes: { ada: ['operator.read'] } }),
    given('ada', 'operator.read'),
  ],
];

test.each(rows)('the audit of proxies says %s where it is so, and not where it is not', (found, risky, sound) => {
  expect(idsOf(findingsOf(risky))).toContain(found);
  expect(idsOf(findingsOf(sound))).not.toContain(found);
});

test('the audit finds nothing in a proxy that signs for people who are named', () => {
  const user = 'ada@example.com';
  const sound = proxied(
    { allowUsers: [user], assertion: signed },
    {},
    { identityScopes: { [user]: ['operator.admin'] } },
  );
  expect(findingsOf(sound)).toEqual([]);
});
