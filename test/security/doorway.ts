// The doors as the gateway puts them together, without a network between: a request comes from any address that a test
// wants, through the very functions that judge real ones.
import * as v from 'valibot';
import { createAuth } from '../../src/auth/admission.ts';
import { Attempts } from '../../src/auth/attempts.ts';
import { createBearerAuth } from '../../src/auth/bearer.ts';
import { readFacts } from '../../src/auth/facts.ts';
import { createIdentify } from '../../src/auth/identity.ts';
import { refuseRequest, refuseUpgrade } from '../../src/auth/origin.ts';
import { identityHeaders, makePolicy, type Policy, type Secrets } from '../../src/auth/policy.ts';
import type { Whois } from '../../src/auth/tailscale-identity.ts';
import type { Settings } from '../../src/config/schema.ts';
import { GatewayError } from '../../src/errors.ts';
import type { ConnectParams } from '../../src/protocol/connect.ts';
import { attemptOf, connectParams, gatewaySettings, type TestDevice } from '../auth/client.ts';
import { openLedger, signingKey } from '../auth/ledger.ts';

export type Written = v.InferInput<typeof Settings>['gateway'];

export type Knock = {
  peer?: string;
  /** Host is there by itself. */
  headers?: Record<string, string> | [string, string][];
  managed?: boolean;
  connect?: Partial<ConnectParams>;
  device?: TestDevice;
};

/** How it ended: the rule that failed, or what somebody got. */
export type Verdict = { refused: string } | { method: string; scopes: string[]; user: string | null; paired: boolean };

export type Setting = {
  gateway?: Written;
  mode?: Policy['mode'];
  secrets?: Secrets;
  assertion?: Policy['assertion'];
  /** The machine's own addresses; null when they cannot be found out. */
  own?: string[] | null;
  whois?: Whois;
};

export const OWN = '192.0.2.200';
export const PROXY = '192.0.2.10';
export const CLIENT = '203.0.113.7';
export const secrets = { token: 'the-token', password: 'the-password' };

export function doorway({
  gateway,
  mode = 'token',
  secrets: known,
  assertion = null,
  own = [OWN],
  whois,
}: Setting = {}) {
  const both = mode === 'trusted-proxy' ? { password: secrets.password } : secrets;
  let policy = makePolicy(gatewaySettings(gateway), { mode, secrets: known ?? both }, assertion);
  const { ledger, clock, ...kept } = openLedger();
  const now = () => clock.now;
  const attempts = new Attempts({ limits: () => policy.gateway.auth.rateLimit, now });
  const identify = createIdentify({ policy: () => policy, own: () => own, whois: whois ?? null });
  const auth = createAuth({ policy: () => policy, attempts, devices: ledger, signingKey, now });
  const bearer = createBearerAuth({ policy: () => policy, attempts, version: '1' });

  const factsOf = ({ peer = '127.0.0.1', headers = {}, managed = false }: Knock) => {
    const sent = new Headers({ host: 'localhost:18789' });
    for (const [name, value] of Array.isArray(headers) ? headers : Object.entries(headers)) {
      // As a server reads them: the same header twice is one, joined.
      if (name.toLowerCase() === 'host') sent.set(name, value);
      else sent.append(name, value);
    }
    const believed = {
      proxies: policy.proxies,
      realIp: policy.gateway.allowRealIpFallback,
      identityHeaders: identityHeaders(policy),
    };
    return { sent, facts: readFacts(sent, { peer, managed }, believed) };
  };

  return {
    ...kept,
    ledger,
    clock,
    /** Other rules from now on, as after an edit of the settings. */
    change(next: { gateway?: Written; mode?: Policy['mode']; secrets?: Secrets }) {
      const { mode: nextMode = policy.mode, secrets: nextSecrets = policy.secrets } = next;
      policy = makePolicy(
        gatewaySettings(next.gateway ?? gateway),
        { mode: nextMode, secrets: nextSecrets },
        assertion,
      );
    },
    facts: (knock: Knock) => factsOf(knock).facts,
    /** An upgrade and a connect frame. */
    socket: (knock: Knock) =>
      judged(async () => {
        const { sent, facts } = factsOf(knock);
        const refusal = refuseUpgrade(facts, policy.gateway);
        if (refusal) throw refusal;
        const plain = connectParams(knock.connect);
        const connect = knock.device ? await knock.device.prove(plain) : plain;
        const { principal, deviceToken } = await auth(attemptOf(connect, await identify(sent, facts, 'socket')));
        return { ...principal, paired: deviceToken !== undefined };
      }),
    /** A request that needs an owner. */
    http: (knock: Knock) =>
      judged(async () => {
        const { sent, facts } = factsOf(knock);
        const refusal = refuseRequest(facts, policy.gateway);
        if (refusal) throw refusal;
        return { ...(await bearer(sent, await identify(sent, facts, 'http'))), paired: false };
      }),
  };
}

async function judged(
  work: () => Promise<{ method: string; scopes: readonly string[]; user: string | null; paired: boolean }>,
): Promise<Verdict> {
  try {
    const { method, scopes, user, paired } = await work();
    return { method, scopes: [...scopes].sort(), user, paired };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { rule, next } = v.parse(
      v.object({ rule: v.string(), next: v.pipe(v.string(), v.nonEmpty()) }),
      error.details,
    );
    if (!error.message.includes(next) && error.code !== 'NOT_PAIRED') throw new Error(`${rule} does not say: ${next}`);
    return { refused: rule };
  }
}
