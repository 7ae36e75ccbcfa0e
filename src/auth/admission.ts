// Who may come in: one table over the credential and the device, and what each verdict grants.
import type { Admission, Attempt, Auth, Principal } from '../ports.ts';
import type { DeviceProof } from '../protocol/connect.ts';
import type { Scope } from '../protocol/scopes.ts';
import type { Device } from '../records.ts';
import type { Guesses } from './attempts.ts';
import { type CredentialState, credentialRefusal, judgeCredential } from './credential.ts';
import type { DeviceLedger } from './device-ledger.ts';
import { refuseProof } from './device-proof.ts';
import { deviceToken } from './device-token.ts';
import { identityRefusal, refuseUnvouched } from './identity-refusal.ts';
import { refuseKeyless, refuseTerms } from './negotiation.ts';
import { heldScopes } from './pairing.ts';
import { type Policy, policyChange } from './policy.ts';
import { identityRequired, openOnlyLocally, policyChanged, secretMissing } from './refusal.ts';
import { everyScope, grantScopes } from './scope-grant.ts';
import { type Admitted, vouchedAdmission } from './vouched.ts';

export type AuthOptions = {
  /** Read at every attempt, so that a changed secret or rule counts at once. */
  policy: () => Policy;
  attempts: Guesses;
  devices: Pick<DeviceLedger, 'get' | 'visit'>;
  signingKey: Uint8Array;
  now: () => number;
};

type Verdict =
  | 'admit client'
  | 'admit or pair'
  | 'admit device'
  | 'refuse credential'
  | 'ask for a credential'
  | 'ask for an identity';

/** A device whose proof fails is refused before this table is read, whatever its credential. */
const verdicts: Record<CredentialState, { device: Verdict; none: Verdict }> = {
  secret: { device: 'admit or pair', none: 'admit client' },
  'device-token': { device: 'admit device', none: 'refuse credential' },
  wrong: { device: 'refuse credential', none: 'refuse credential' },
  absent: { device: 'ask for a credential', none: 'ask for an identity' },
};

export function createAuth(options: AuthOptions): Auth {
  return async (attempt) => {
    const policy = options.policy();
    const admission = await judge(attempt, policy, options);
    // Whoever was judged by rules or secrets that are over is judged again, from the beginning.
    if (policyChange(policy, options.policy()) !== null) throw policyChanged();
    return admission;
  };
}

async function judge(attempt: Attempt, policy: Policy, options: AuthOptions): Promise<Admission> {
  const { facts, connect } = attempt;
  const terms = refuseTerms(attempt, policy.gateway);
  if (terms) throw terms;
  const { mode } = policy;
  const { identity } = facts;
  // Whom the proxy does not vouch for has to be told why, not that he needs a key: with its word he needs none.
  if (mode === 'trusted-proxy') refuseUnvouched(facts);
  const keyless = refuseKeyless(attempt);
  if (keyless) throw keyless;
  if (mode === 'none' && !facts.local) throw openOnlyLocally();
  const proof = connect.device;
  const failure = proof && (await refuseProof(proof, attempt, options.now()));
  if (failure) throw failure;

  const record = proof ? await options.devices.get(proof.id) : null;
  const known = record?.role === connect.role ? record : null;
  if (mode === 'trusted-proxy' && identity?.by === 'trusted-proxy') {
    return admission(options, await vouchedAdmission(attempt, identity, policy, known, options));
  }
  const kind = mode === 'token' ? 'token' : 'password';
  const expected = { kind, secret: policy.secrets[kind], signingKey: options.signingKey, device: known } as const;
  const credential = mode === 'none' ? 'secret' : await judgeCredential(attempt, expected, options.attempts);
  const method = mode === 'trusted-proxy' ? 'password' : mode;
  switch (verdicts[credential][proof ? 'device' : 'none']) {
    case 'admit client':
      return { principal: principal(attempt, method, clientScopes(attempt), null) };
    case 'admit or pair': {
      if (!proof) throw identityRequired(kind);
      const scopes = grantScopes(connect.scopes ?? (known ? heldScopes(known) : undefined), everyScope);
      const silently = facts.local ? 'loopback' : null;
      const device = await options.devices.visit({ proof, scopes, attempt, silently });
      return admission(options, { principal: principal(attempt, method, scopes, device.id), device });
    }
    case 'admit device':
      return admission(options, await byDeviceToken(attempt, proof, known, expected, options));
    case 'refuse credential':
      throw credentialRefusal(connect.auth, expected);
    case 'ask for a credential':
    case 'ask for an identity':
      return withoutCredential(attempt, policy, known, options, kind);
  }
}

/** Nothing was given: perhaps Tailscale knows who it is, else it is said what would help. */
async function withoutCredential(
  attempt: Attempt,
  policy: Policy,
  known: Device | null,
  options: AuthOptions,
  kind: 'token' | 'password',
): Promise<Admission> {
  const { identity } = attempt.facts;
  const { device } = attempt.connect;
  if (policy.mode === 'trusted-proxy' && !policy.secrets.password)
    throw identityRefusal('trusted_proxy_no_identity', '');
  if (policy.allowTailscale && identity?.by === 'nobody') throw identityRefusal(identity.rule, identity.about);
  if (policy.allowTailscale && identity?.by === 'tailscale' && device) {
    return admission(options, await vouchedAdmission(attempt, identity, policy, known, options));
  }
  throw device ? secretMissing(kind) : identityRequired(kind);
}

async function byDeviceToken(
  attempt: Attempt,
  proof: DeviceProof | undefined,
  known: Device | null,
  expected: Parameters<typeof credentialRefusal>[1],
  options: AuthOptions,
): Promise<Admitted> {
  const refusal = credentialRefusal(attempt.connect.auth, expected);
  if (!proof || !known) throw refusal;
  const scopes = grantScopes(attempt.connect.scopes, heldScopes(known));
  const silently = attempt.facts.local ? 'loopback' : null;
  const bearing = { generation: known.generation, refusal };
  const device = await options.devices.visit({ proof, scopes, attempt, silently }, bearing);
  return { principal: principal(attempt, 'device-token', scopes, device.id), device };
}

/** Without a device nothing binds the scopes that a client claims, except that it sits on the owner's own machine. */
function clientScopes({ facts, connect }: Attempt): Scope[] {
  const owner = facts.local && connect.client.mode !== 'probe';
  return grantScopes(connect.scopes, owner ? everyScope : []);
}

/** A device takes its token home. */
async function admission({ signingKey }: AuthOptions, { principal: who, device }: Admitted): Promise<Admission> {
  if (!device) return { principal: who };
  return { principal: who, deviceToken: { token: await deviceToken(signingKey, device), issuedAt: device.issuedAt } };
}

function principal({ connect }: Attempt, method: Principal['method'], scopes: Scope[], deviceId: string | null) {
  const { client } = connect;
  return { role: 'operator', scopes, client, method, deviceId, user: null, until: null } satisfies Principal;
}
