// Who may come in: one table over the credential and the device, and what each verdict grants.
import type { Settings } from '../config/schema.ts';
import type { Admission, Attempt, Auth, Principal } from '../ports.ts';
import type { Scope } from '../protocol/scopes.ts';
import type { Device } from '../records.ts';
import { type CredentialState, credentialRefusal, readCredential } from './credential.ts';
import type { DeviceLedger } from './device-ledger.ts';
import { refuseProof } from './device-proof.ts';
import { deviceToken } from './device-token.ts';
import { refuseTerms } from './negotiation.ts';
import { heldScopes } from './pairing.ts';
import { identityRequired, openOnlyLocally, secretMissing } from './refusal.ts';
import { everyScope, grantScopes } from './scope-grant.ts';

export type AuthOptions = {
  settings: () => Settings['gateway'];
  /** Read at every attempt, so that a changed secret counts at once. */
  secrets: () => { token?: string; password?: string };
  mode: () => Mode;
  devices: Pick<DeviceLedger, 'get' | 'visit'>;
  signingKey: Uint8Array;
  now: () => number;
};

type Mode = 'token' | 'password' | 'none';

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
    const { facts, connect } = attempt;
    const terms = refuseTerms(attempt, options.settings());
    if (terms) throw terms;
    const mode = options.mode();
    if (mode === 'none' && !facts.local) throw openOnlyLocally();
    const proof = connect.device;
    const failure = proof && (await refuseProof(proof, attempt, options.now()));
    if (failure) throw failure;

    const record = proof ? await options.devices.get(proof.id) : null;
    const known = record?.role === connect.role ? record : null;
    const kind = mode === 'password' ? 'password' : 'token';
    const expected = { kind, secret: options.secrets()[kind], signingKey: options.signingKey, device: known } as const;
    const credential = mode === 'none' ? 'secret' : await readCredential(connect.auth, expected);
    switch (verdicts[credential][proof ? 'device' : 'none']) {
      case 'admit client':
        return { principal: principal(attempt, mode, clientScopes(attempt), null) };
      case 'admit or pair': {
        if (!proof) throw identityRequired(kind);
        const scopes = grantScopes(connect.scopes ?? (known ? heldScopes(known) : undefined), everyScope);
        const device = await options.devices.visit({ proof, scopes, attempt });
        return admission(options, principal(attempt, mode, scopes, device.id), device);
      }
      case 'admit device': {
        if (!proof || !known) throw credentialRefusal(connect.auth, expected);
        const scopes = grantScopes(connect.scopes, heldScopes(known));
        const refusal = credentialRefusal(connect.auth, expected);
        const bearing = { generation: known.generation, refusal };
        const device = await options.devices.visit({ proof, scopes, attempt }, bearing);
        return admission(options, principal(attempt, 'device-token', scopes, device.id), device);
      }
      case 'refuse credential':
        throw credentialRefusal(connect.auth, expected);
      case 'ask for a credential':
        throw secretMissing(kind);
      case 'ask for an identity':
        throw identityRequired(kind);
    }
  };
}

/** Without a device nothing binds the scopes that a client claims, except that it sits on the owner's own machine. */
function clientScopes({ facts, connect }: Attempt): Scope[] {
  const owner = facts.local && connect.client.mode !== 'probe';
  return grantScopes(connect.scopes, owner ? everyScope : []);
}

async function admission(options: AuthOptions, principal: Principal, device: Device): Promise<Admission> {
  const token = await deviceToken(options.signingKey, device);
  return { principal, deviceToken: { token, issuedAt: device.issuedAt } };
}

function principal({ connect }: Attempt, method: Principal['method'], scopes: Scope[], deviceId: string | null) {
  return { role: 'operator', scopes, client: connect.client, method, deviceId } satisfies Principal;
}
