// What is in force at the doors at one moment. It is replaced as a whole and never changed, so that nobody is judged
// half by old rules and half by new ones.
import type { AuthMode, Settings } from '../config/schema.ts';
import { type AddressRanges, addressRanges } from './address-ranges.ts';
import type { AssertionVerifier } from './assertion.ts';

export type SecretKind = 'token' | 'password';
export type Secrets = { token?: string; password?: string };

export type Policy = {
  mode: AuthMode;
  secrets: Secrets;
  gateway: Settings['gateway'];
  proxies: AddressRanges;
  /** Checks what the proxy signed; null where nothing is signed. */
  assertion: { header: string; verify: AssertionVerifier } | null;
  allowTailscale: boolean;
};

export function makePolicy(
  gateway: Settings['gateway'],
  { mode, secrets }: Pick<Policy, 'mode' | 'secrets'>,
  assertion: Policy['assertion'] = null,
): Policy {
  const { auth, tailscale, trustedProxies } = gateway;
  // Whoever insists on a password wants it from everyone.
  const allowTailscale = auth.allowTailscale ?? (tailscale.mode === 'serve' && mode !== 'password');
  return { mode, secrets, gateway, proxies: addressRanges(trustedProxies), assertion, allowTailscale };
}

/** Headers that say who somebody is. Only the proxy may set them. */
export function identityHeaders({ mode, gateway, assertion }: Policy): string[] {
  if (mode !== 'trusted-proxy') return [];
  return [gateway.auth.trustedProxy?.userHeader, assertion?.header].filter((name) => name !== undefined);
}

/** Which of a policy's parts differ: with other rules everyone comes in anew, with another secret those who used it. */
export function policyChange(one: Policy, other: Policy): 'rules' | 'secrets' | null {
  if (one === other) return null;
  if (JSON.stringify(rulesOf(one)) !== JSON.stringify(rulesOf(other))) return 'rules';
  return JSON.stringify(one.secrets) === JSON.stringify(other.secrets) ? null : 'secrets';
}

/** Lists are sets here: another order is no other rule. */
function rulesOf({ mode, gateway }: Policy): unknown {
  const { auth, trustedProxies, allowRealIpFallback, controlUi, tailscale } = gateway;
  const { token: _, password: __, rateLimit: ___, ...rules } = auth;
  const rest = { rules, trustedProxies, allowRealIpFallback, origins: controlUi.allowedOrigins, tailscale };
  return sorted({ mode, ...rest });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, sorted(part)]));
}
