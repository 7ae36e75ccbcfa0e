// Who may come in, told a second time: one function, to be read from top to bottom by somebody who distrusts the real
// one. It takes nothing from src/ and knows only the values that occur in the matrix. Rules are numbered as in section 2
// of the table in docs/security.md.

type Scope =
  | 'operator.read'
  | 'operator.write'
  | 'operator.admin'
  | 'operator.approvals'
  | 'operator.pairing'
  | 'operator.questions'
  | 'operator.talk'
  | 'operator.talk.secrets';

export type House = {
  mode: 'token' | 'password' | 'none' | 'trusted-proxy';
  /** Whether the secret of the mode is in the settings: behind a trusted proxy it need not be. */
  secretIsSet: boolean;
  /** gateway.trustedProxies */
  listed: string[];
  allowRealIpFallback: boolean;
  allowLoopback: boolean;
  /** What gateway.auth.identityScopes give Ada. */
  given: Scope[];
  /** The scopes of deviceAutoApprove; null where it is off. */
  autoApproved: Scope[] | null;
};

export type Stranger = {
  peer: string;
  headers: Record<string, string>;
  credential:
    | 'nothing'
    | 'the secret'
    | 'the secret in the other field'
    | 'a wrong secret'
    | "another mode's secret"
    | 'the device token'
    | 'the device token as a token'
    | 'a wrong device token'
    | "another device's token"
    | 'a bootstrap token';
  /** Those that are known were approved for reading and writing. */
  device: 'none' | 'new' | 'known' | 'known and revoked' | 'badly signed';
  client: 'cli' | 'openclaw-control-ui' | 'webchat-ui' | 'openclaw-probe';
  asks: string[] | undefined;
};

export type Sentence = { refused: string } | { method: string; scopes: string[]; user: string | null; paired: boolean };

const everything: Scope[] = [
  'operator.read',
  'operator.write',
  'operator.admin',
  'operator.approvals',
  'operator.pairing',
  'operator.questions',
  'operator.talk',
  'operator.talk.secrets',
];
const readAndWrite: Scope[] = ['operator.read', 'operator.write'];

export function judgeNaively(way: 'socket' | 'http', house: House, stranger: Stranger): Sentence {
  const { headers, credential, device, client, asks } = stranger;

  // The Host header says one of our names, or an address. Any other name may be one that somebody made point at us.
  const host = headers.host ?? '';
  if (host !== 'localhost:18789' && host !== '192.0.2.1:18789' && host !== 'chat.example.com') {
    return { refused: 'host_not_allowed' };
  }

  // An address of IPv4 in IPv6's clothes is that address of IPv4.
  const peer = stranger.peer.replace('::ffff:', '');
  const fromThisMachine = peer === '127.0.0.1' || peer === '::1';
  const fromListed = house.listed.includes(peer);

  // Rule 1: whoever looks like a proxy is listed and names a client that is not this machine. In every mode.
  const looksLikeProxy = Object.keys(headers)
    .map((name) => name.replaceAll('_', '-'))
    .some(
      (name) =>
        name === 'forwarded' ||
        name === 'x-real-ip' ||
        name.startsWith('x-forwarded-') ||
        name.startsWith('tailscale-'),
    );
  let forWhom: string | null = null;
  if (looksLikeProxy) {
    if (!fromListed) return { refused: 'proxy_attribution_required' };
    // Rule 2: the nearest hop stands last, and behind a listed one stands the next. The first that is not is the client.
    const hops = (headers['x-forwarded-for'] ?? '').split(',').map((hop) => hop.trim());
    let nearest = hops.pop() ?? '';
    while (house.listed.includes(nearest) && hops.length > 0) nearest = hops.pop() ?? '';
    if (headers['x-forwarded-for'] === undefined && house.allowRealIpFallback) nearest = headers['x-real-ip'] ?? '';
    if (nearest !== '203.0.113.7' && nearest !== '192.0.2.10') return { refused: 'proxy_attribution_required' };
    forWhom = nearest;
  }

  // Rule 7: local is who comes from this machine and shows no sign of a proxy. Its user header would be one.
  const user = house.mode === 'trusted-proxy' ? (headers['x-user'] ?? null) : null;
  const local = fromThisMachine && !looksLikeProxy && user === null;

  // Rule 8, and a foreign page in every other mode: no page but our own and those that are listed, whatever it knows.
  const origin = headers.origin;
  if (origin === 'null') return { refused: 'origin_missing_or_invalid' };
  if (origin !== undefined && origin !== `http://${host}` && origin !== 'https://chat.example.com') {
    return { refused: 'origin_not_allowed' };
  }
  const page = client === 'openclaw-control-ui' || client === 'webchat-ui';
  if (way === 'socket' && page && origin === undefined) return { refused: 'origin_missing_or_invalid' };

  // Rules 3 to 5: whose word it is that Ada is there. Nobody but this machine comes in without such a word.
  const vouchedFor = house.mode === 'trusted-proxy' && !local;
  if (vouchedFor) {
    if (fromThisMachine && !(fromListed && house.allowLoopback)) return { refused: 'trusted_proxy_loopback_source' };
    if (fromThisMachine && forWhom === null) return { refused: 'trusted_proxy_client_missing' };
    if (!fromListed) return { refused: 'trusted_proxy_untrusted_source' };
    if (peer === '192.0.2.200') return { refused: 'trusted_proxy_local_interface_source' };
    if (user === null) return { refused: 'trusted_proxy_user_missing' };
  }

  // A page of the Control UI has a key of its own, unless somebody vouches for who sits before it.
  if (way === 'socket' && client === 'openclaw-control-ui' && device === 'none' && !vouchedFor) {
    return { refused: 'control_ui_device_identity_required' };
  }
  if (house.mode === 'none' && !local) return { refused: 'none_only_locally' };
  if (way === 'socket' && device === 'badly signed') return { refused: 'device-signature' };

  // Rule 9: x-openclaw-scopes only takes away. What is left is what both have, and an empty header leaves nothing.
  const ceiling = headers['x-openclaw-scopes']?.split(',').map((name) => name.trim());
  const underCeiling = (scopes: string[]) =>
    everything.filter(
      (scope) =>
        has(scopes, scope) &&
        (ceiling === undefined || has(ceiling, scope)) &&
        (scopes.includes(scope) || ceiling?.includes(scope)),
    );
  // Nobody gets what he did not ask for, and who does not say gets what there is.
  const asked = (scopes: string[]) =>
    asks === undefined
      ? everything.filter((scope) => scopes.includes(scope))
      : everything.filter((scope) => asks.includes(scope) && has(scopes, scope));
  const secret = house.mode === 'token' ? 'token' : 'password';

  if (way === 'http') {
    // What identityScopes give is for the proxy's user. Who has the secret is the owner. A device opens no HTTP.
    if (vouchedFor) return comeIn('trusted-proxy', underCeiling(house.given), user, false);
    if (house.mode === 'none') return comeIn('none', underCeiling(everything), null, false);
    if (!house.secretIsSet) return { refused: 'trusted_proxy_no_identity' };
    if (credential === 'nothing' || credential === 'the secret in the other field') {
      return { refused: `${secret}_missing` };
    }
    if (credential !== 'the secret') return { refused: `${secret}_mismatch` };
    return comeIn(secret, underCeiling(everything), null, false);
  }

  if (vouchedFor) {
    // Rule 9: without a key one has what identityScopes give, else nothing.
    if (device === 'none') return comeIn('trusted-proxy', asked(underCeiling(house.given)), user, false);
    // Rule 10: a page is enrolled where the settings say so. Once it is known, what it was approved for counts.
    const enrols = page && house.autoApproved !== null;
    if (device === 'new') {
      const approved = page ? (house.autoApproved ?? []) : [];
      if (!enrols && house.given.length === 0) return { refused: 'pairing_required_not-paired' };
      return comeIn('trusted-proxy', asked(underCeiling([...approved, ...house.given])), user, enrols);
    }
    if (enrols || house.given.length > 0) {
      return comeIn('trusted-proxy', asked(underCeiling([...readAndWrite, ...house.given])), user, true);
    }
    // Nobody gives it more than it was approved for: to want more is to ask a person.
    const wants =
      asks === undefined
        ? underCeiling(readAndWrite)
        : everything.filter((scope) => asks.includes(scope) && (ceiling === undefined || has(ceiling, scope)));
    if (wants.some((scope) => !has(readAndWrite, scope))) return { refused: 'pairing_required_scope-upgrade' };
    return comeIn('trusted-proxy', wants, user, true);
  }

  const knowsSecret =
    house.secretIsSet && (credential === 'the secret' || credential === 'the secret in the other field');
  if (house.mode === 'none' || knowsSecret) {
    const method = house.mode === 'none' ? 'none' : secret;
    if (device === 'none') {
      // Nothing binds the scopes that it claims, except that this is the owner's machine. A probe only looks.
      return comeIn(method, local && client !== 'openclaw-probe' ? asked(everything) : [], null, false);
    }
    const wants = asks === undefined && device !== 'new' ? readAndWrite : asked(everything);
    // On this machine everything is approved by itself, elsewhere a person is asked. The revoked come back this way.
    if (!local && device === 'new') return { refused: 'pairing_required_not-paired' };
    if (!local && wants.some((scope) => !has(readAndWrite, scope))) {
      return { refused: 'pairing_required_scope-upgrade' };
    }
    return comeIn(method, wants, null, true);
  }

  // A device token is worth something together with the device's own signature, until it is revoked. It asks nobody.
  const bearsToken = credential === 'the device token' || credential === 'the device token as a token';
  if (bearsToken && device === 'known') return comeIn('device-token', asked(readAndWrite), null, true);
  if (
    credential === 'the device token' ||
    credential === 'a wrong device token' ||
    credential === "another device's token"
  ) {
    return { refused: 'device_token_mismatch' };
  }
  if (credential === 'a bootstrap token') return { refused: 'bootstrap_token_invalid' };
  if (credential === 'nothing' && !house.secretIsSet) return { refused: 'trusted_proxy_no_identity' };
  if (credential === 'nothing')
    return { refused: device === 'none' ? 'device_identity_required' : `${secret}_missing` };
  return { refused: house.secretIsSet ? `${secret}_mismatch` : `${secret}_missing_config` };
}

/** Admin is everything, and who may write may read. */
export function has(scopes: string[], scope: string): boolean {
  if (scopes.includes('operator.admin')) return true;
  if (scope === 'operator.read' && scopes.includes('operator.write')) return true;
  return scopes.includes(scope);
}

function comeIn(method: string, scopes: string[], user: string | null, paired: boolean): Sentence {
  return { method, scopes: [...scopes].sort(), user, paired };
}
