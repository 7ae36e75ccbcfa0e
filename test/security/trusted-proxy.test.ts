// Section 2: the rules of the trusted proxy in their order, and every way to be a proxy that one is not.
import { describe, expect, test } from 'vitest';
import { makeDevice } from '../auth/client.ts';
import { CLIENT, doorway, OWN, PROXY, type Setting, type Written } from './doorway.ts';

const user = 'ada@example.com';
const chain = { 'x-forwarded-for': CLIENT };
const named = { ...chain, 'x-user': user };
const read: ('operator.read' | 'operator.write')[] = ['operator.read', 'operator.write'];

type TrustedProxy = NonNullable<NonNullable<NonNullable<Written>['auth']>['trustedProxy']>;

function behind(trustedProxy: TrustedProxy = {}, more: Written = {}, setting: Setting = {}) {
  const auth = { trustedProxy: { userHeader: 'x-user', ...trustedProxy }, ...more.auth };
  const gateway = { trustedProxies: [PROXY, OWN, '127.0.0.1'], ...more, auth };
  return doorway({ mode: 'trusted-proxy', ...setting, gateway });
}
const came = { method: 'trusted-proxy', scopes: [], user, paired: false };

describe('[2] rule 1: whoever looks like a proxy is a listed one and names a client', () => {
  test('rule 1: an unlisted source is proxy_attribution_required, before its user or a password is looked at', async () => {
    const { socket, http } = behind();
    const connect = { auth: { password: 'the-password' } };
    for (const knock of [socket, http]) {
      expect(await knock({ peer: '192.0.2.66', headers: named, connect })).toEqual({
        refused: 'proxy_attribution_required',
      });
    }
  });

  test('rule 1: holds in every mode', async () => {
    for (const mode of ['token', 'password', 'none'] as const) {
      for (const peer of ['127.0.0.1', '192.0.2.66']) {
        const { socket } = doorway({ mode });
        expect(await socket({ peer, headers: chain, connect: { auth: { token: 'the-token' } } })).toEqual({
          refused: 'proxy_attribution_required',
        });
      }
    }
  });

  test('rule 1: plain and v4-mapped addresses are equal, ::ffff:0:0/96 is all of IPv4 and no native IPv6', async () => {
    for (const [range, peer, expected] of [
      ['::ffff:192.0.2.10', '192.0.2.10', came],
      ['192.0.2.10', '::ffff:192.0.2.10', came],
      ['192.0.2.0/24', '192.0.2.77', came],
      ['::ffff:0:0/96', '198.51.100.4', came],
      ['::ffff:0:0/96', '2001:db8::4', { refused: 'proxy_attribution_required' }],
    ] as const) {
      const { socket } = behind({}, { trustedProxies: [range] });
      expect(await socket({ peer, headers: named }), `${range} ${peer}`).toEqual(expected);
    }
  });

  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', 'unknown', '', '_obfuscated', `${CLIENT}, unknown`])(
    'rule 1: a client that is %j does not resolve',
    async (address) => {
      const headers = { 'x-forwarded-for': address, 'x-user': user };
      expect(await behind().socket({ peer: PROXY, headers })).toEqual({ refused: 'proxy_attribution_required' });
    },
  );
});

describe('[2] rule 2: X-Forwarded-For is walked with trust, from right to left', () => {
  test.each([
    [`8.8.8.8, ${CLIENT}`, CLIENT],
    [`127.0.0.1, ${CLIENT}`, CLIENT],
    [`${CLIENT}, ${PROXY}`, CLIENT],
    [`${CLIENT}:4711`, CLIENT],
    ['[2001:db8::7]:443', '2001:db8::7'],
  ])('rule 2: in the chain %s the client is %s', (given, address) => {
    const facts = behind().facts({ peer: PROXY, headers: { 'x-forwarded-for': given } });
    expect(facts).toMatchObject({ address, way: 'proxy', local: false });
  });

  test('rule 2: X-Real-IP counts only when X-Forwarded-For is absent and allowRealIpFallback is set', async () => {
    const headers = { 'x-real-ip': CLIENT, 'x-user': user };
    expect(await behind().socket({ peer: PROXY, headers })).toEqual({ refused: 'proxy_attribution_required' });
    const falling = behind({}, { allowRealIpFallback: true });
    expect(await falling.socket({ peer: PROXY, headers })).toEqual(came);
    const spoofed = { ...headers, 'x-forwarded-for': 'unknown' };
    expect(await falling.socket({ peer: PROXY, headers: spoofed })).toEqual({ refused: 'proxy_attribution_required' });
  });
});

describe('[2] rules 3 and 4: this machine is no proxy', () => {
  test('rule 3: loopback is trusted_proxy_loopback_source before any header, unless allowed and listed', async () => {
    for (const headers of [{ ...chain }, named, { 'x-user': user }]) {
      expect(await behind({ requiredHeaders: ['x-other'] }).socket({ headers })).toEqual({
        refused: 'trusted_proxy_loopback_source',
      });
    }
    expect(await behind({ allowLoopback: true }).socket({ headers: named })).toEqual(came);
    const unlisted = behind({ allowLoopback: true }, { trustedProxies: [PROXY] });
    expect(await unlisted.socket({ headers: { 'x-user': user } })).toEqual({
      refused: 'trusted_proxy_loopback_source',
    });
  });

  test('rule 4: an own address is trusted_proxy_local_interface_source, and not knowing them is no', async () => {
    expect(await behind().socket({ peer: OWN, headers: named })).toEqual({
      refused: 'trusted_proxy_local_interface_source',
    });
    expect(await behind({}, {}, { own: null }).socket({ peer: PROXY, headers: named })).toEqual({
      refused: 'trusted_proxy_local_interface_check_failed',
    });
  });
});

describe('[2] rules 5 and 6: headers and users', () => {
  test('rule 5: requiredHeaders and userHeader are there and not blank', async () => {
    const { socket } = behind({ requiredHeaders: ['x-forwarded-proto'] });
    const missing = { refused: 'trusted_proxy_missing_header' };
    expect(await socket({ peer: PROXY, headers: named })).toEqual(missing);
    expect(await socket({ peer: PROXY, headers: { ...named, 'x-forwarded-proto': ' ' } })).toEqual(missing);
    const whole = { ...named, 'X-Forwarded-Proto': 'https' };
    expect(await socket({ peer: PROXY, headers: whole })).toEqual(came);
    const nobody = { ...whole, 'x-user': '  ' };
    expect(await socket({ peer: PROXY, headers: nobody })).toEqual({ refused: 'trusted_proxy_user_missing' });
    expect(await behind({ requiredHeaders: ['x-user'] }).socket({ peer: PROXY, headers: named })).toEqual(came);
  });

  test('rule 6: allowUsers lets in whom it lists, an address of mail in any case, a look-alike never', async () => {
    const { socket } = behind({ allowUsers: ['Ada@Example.com', 'bob'] });
    const asUser = (name: string) => socket({ peer: PROXY, headers: { ...chain, 'x-user': name } });
    expect(await asUser('ADA@EXAMPLE.COM')).toMatchObject({ method: 'trusted-proxy' });
    expect(await asUser('bob')).toMatchObject({ method: 'trusted-proxy' });
    for (const name of [
      'Bob',
      'eve@example.com',
      'ada@example.com.evil',
      'a\u00e4da@example.com',
      'ada@ex\u00e4mple.com',
    ]) {
      expect(await asUser(name), name).toEqual({ refused: 'trusted_proxy_user_not_allowed' });
    }
  });

  test('rule 6: the password opens for callers on this machine only, and never past the proxy', async () => {
    const connect = { auth: { password: 'the-password' } };
    expect(await behind().socket({ connect })).toMatchObject({ method: 'password' });
    expect(await behind().socket({ peer: '192.0.2.66', connect })).toEqual({
      refused: 'trusted_proxy_untrusted_source',
    });
    expect(await behind().socket({ peer: PROXY, headers: chain, connect })).toEqual({
      refused: 'trusted_proxy_user_missing',
    });
    expect(await behind({}, {}, { secrets: {} }).socket({})).toEqual({ refused: 'trusted_proxy_no_identity' });
  });
});

describe('[2] rule 7: forwarding headers take the rights of the machine away', () => {
  test.each([
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-proto',
    'x-real-ip',
    'X_Forwarded_For',
    'tailscale-user-login',
  ])('rule 7: %s on a loopback socket is not local', async (name) => {
    const { facts, socket } = behind({ allowLoopback: true });
    expect(facts({ headers: { [name]: CLIENT } })).toMatchObject({ local: false });
    const connect = { auth: { password: 'the-password' } };
    expect(await socket({ headers: { [name]: CLIENT }, connect })).toHaveProperty('refused');
  });

  test('rule 7: a device that comes so is not paired by itself', async () => {
    const { socket, devices } = doorway({ gateway: { trustedProxies: ['127.0.0.1'] } });
    const connect = { auth: { token: 'the-token' } };
    const device = await makeDevice();
    expect(await socket({ headers: chain, connect, device })).toEqual({ refused: 'pairing_required_not-paired' });
    expect(await devices.list()).toEqual([]);
  });
});

describe('[2] rules 8 to 11', () => {
  test('rule 8: Origin must still be allowed behind the proxy, over HTTP too', async () => {
    const { socket, http } = behind();
    const headers = { ...named, origin: 'https://evil.example' };
    for (const knock of [socket, http]) {
      expect(await knock({ peer: PROXY, headers })).toEqual({ refused: 'origin_not_allowed' });
    }
  });

  test('rule 9: identityScopes are for the session, mail in any case and other names exact, and for no other mode', async () => {
    const identityScopes = { 'ADA@example.com': read, bob: ['operator.admin' as const] };
    const { socket, devices } = behind({}, { auth: { identityScopes } });
    const device = await makeDevice();
    const asks = { scopes: ['operator.read', 'operator.write', 'operator.admin'] };
    expect(await socket({ peer: PROXY, headers: named, connect: asks, device })).toEqual({ ...came, scopes: read });
    expect(await devices.list()).toEqual([]);
    expect(await socket({ peer: PROXY, headers: { ...chain, 'x-user': 'Bob' }, connect: asks })).toMatchObject({
      scopes: [],
    });
    const plain = doorway({ gateway: { auth: { identityScopes } } });
    const connect = { ...asks, auth: { token: 'the-token' } };
    expect(await plain.socket({ peer: '192.0.2.66', headers: { 'x-user': user }, connect })).toMatchObject({
      scopes: [],
    });
  });

  test('rule 9: x-openclaw-scopes only narrows, and an empty one takes everything', async () => {
    const { socket, http } = behind({}, { auth: { identityScopes: { [user]: read } } });
    for (const knock of [socket, http]) {
      const under = (ceiling: string) => knock({ peer: PROXY, headers: { ...named, 'x-openclaw-scopes': ceiling } });
      expect(await under('operator.read')).toMatchObject({ scopes: ['operator.read'] });
      expect(await under('operator.admin,operator.read')).toMatchObject({ scopes: read });
      expect(await under('')).toMatchObject({ scopes: [] });
    }
  });

  test('rule 10: deviceAutoApprove is off, and a device waits for somebody', async () => {
    const { socket } = behind();
    expect(await socket({ peer: PROXY, headers: named, device: await makeDevice() })).toEqual({
      refused: 'pairing_required_not-paired',
    });
  });

  test('rule 10: deviceAutoApprove enrols a new page for what it lists, once, and under the ceiling', async () => {
    const deviceAutoApprove = { enabled: true, scopes: ['operator.read' as const, 'operator.approvals' as const] };
    const { socket, ledger } = behind({ deviceAutoApprove });
    const page = { id: 'openclaw-control-ui', mode: 'webchat', version: '1', platform: 'Web' } as const;
    const connect = {
      client: page,
      scopes: ['operator.read', 'operator.write', 'operator.approvals', 'operator.admin'],
    };
    const headers = { ...named, origin: 'http://localhost:18789', 'x-openclaw-scopes': 'operator.read' };
    const device = await makeDevice();
    const enrolled = { ...came, scopes: ['operator.read'], paired: true };
    expect(await socket({ peer: PROXY, headers, connect, device })).toEqual(enrolled);
    expect(await ledger.get(device.id)).toMatchObject({ scopes: ['operator.read'], approvedVia: 'trusted-proxy' });
    const { 'x-openclaw-scopes': _, ...open } = headers;
    expect(await socket({ peer: PROXY, headers: open, connect, device })).toEqual(enrolled);
    const cli = { scopes: ['operator.read'] };
    expect(await socket({ peer: PROXY, headers: named, connect: cli, device: await makeDevice() })).toEqual({
      refused: 'pairing_required_not-paired',
    });
  });

  test('rule 10: a known id with another key is refused before a request is made, and a node is not let in', async () => {
    const { socket, ledger, devices, requests } = behind({ deviceAutoApprove: { enabled: true } });
    const device = await makeDevice();
    const page = { id: 'webchat-ui', mode: 'webchat', version: '1', platform: 'Web' } as const;
    const knock = {
      peer: PROXY,
      headers: { ...named, origin: 'http://localhost:18789' },
      connect: { client: page },
      device,
    };
    await socket(knock);
    const known = (await ledger.get(device.id)) ?? expect.fail('it was enrolled');
    await devices.put({ ...known, publicKey: 'another' });
    expect(await socket(knock)).toEqual({ refused: 'device-id-mismatch' });
    expect(await requests.list()).toEqual([]);
    expect(await socket({ ...knock, connect: { client: page, role: 'node' } })).toEqual({
      refused: 'role_not_supported',
    });
  });

  test('rule 11: nobody finishes a handshake under rules that are over', async () => {
    const door = behind();
    const device = await makeDevice();
    const finishing = door.socket({ peer: PROXY, headers: named, device });
    door.change({ gateway: { trustedProxies: [], auth: { trustedProxy: { userHeader: 'x-user' } } } });
    expect(await finishing).toHaveProperty('refused');
    expect(await door.socket({ peer: PROXY, headers: named })).toEqual({ refused: 'proxy_attribution_required' });
  });
});

describe('[2] headers that are not what they seem', () => {
  const invalid = { refused: 'trusted_proxy_user_invalid' };
  test.each<[string, Record<string, string> | [string, string][], object]>([
    [
      'the user header twice',
      [
        ['x-forwarded-for', CLIENT],
        ['x-user', 'eve@example.com'],
        ['X-User', user],
      ],
      invalid,
    ],
    ['two users joined by a comma', { ...chain, 'x-user': `${user}, eve@example.com` }, invalid],
    ['a tab inside the user', { ...chain, 'x-user': 'ada\t@example.com' }, invalid],
    ['a user of 8 KB', { ...chain, 'x-user': 'a'.repeat(8192) }, invalid],
    ['an underscore alias of the user header', { ...chain, x_user: user }, { refused: 'trusted_proxy_user_missing' }],
    ['the user header in mixed case', { ...chain, 'X-uSeR': user }, came],
    [
      'Forwarded: for=127.0.0.1 alone',
      { forwarded: 'for=127.0.0.1', 'x-user': user },
      { refused: 'proxy_attribution_required' },
    ],
    ['a leading spoof in the chain', { 'x-forwarded-for': `127.0.0.1, ${CLIENT}`, 'x-user': user }, came],
    [
      '200 hops',
      { 'x-forwarded-for': Array(200).fill(PROXY).join(','), 'x-user': user },
      { refused: 'proxy_attribution_required' },
    ],
  ])('%s', async (_, headers, expected) => {
    expect(await behind().socket({ peer: PROXY, headers })).toEqual(expected);
  });

  test('a header only on the upgrade, or only over HTTP, counts only there', async () => {
    const { socket, http } = behind();
    expect(await socket({ peer: PROXY, headers: named })).toEqual(came);
    expect(await http({ peer: PROXY, headers: chain })).toEqual({ refused: 'trusted_proxy_user_missing' });
    expect(await http({ peer: PROXY, headers: named })).toEqual(came);
    expect(await socket({ peer: PROXY, headers: chain })).toEqual({ refused: 'trusted_proxy_user_missing' });
  });
});

test('[2] the listener of tailscaled is no way around the proxy, not even with the password', async () => {
  const { socket, http } = behind(
    {},
    { tailscale: { mode: 'serve' }, auth: { allowTailscale: true } },
    { whois: async () => user },
  );
  const headers = {
    'x-forwarded-for': '100.64.0.7',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'box.tail1234.ts.net',
    'tailscale-user-login': user,
    authorization: 'Bearer the-password',
  };
  const knock = { managed: true, headers, connect: { auth: { password: 'the-password' } }, device: await makeDevice() };
  for (const way of [socket, http]) expect(await way(knock)).toEqual({ refused: 'trusted_proxy_untrusted_source' });
});
