// Where the gateway listens, and whether anything is asked of those who come.
import { valueAt } from '../../config/path.ts';
import { isPublicAddress } from '../../tools/public-address.ts';
import { exposureOf, type SettingsFacts } from './facts.ts';
import { type Finding, found } from './finding.ts';

export function auditBind(facts: SettingsFacts): Finding[] {
  return found(nobodyAsked(facts), noSecret(facts), inTheClear(facts));
}

function nobodyAsked({ settings: { gateway }, auth, otherPeople }: SettingsFacts): Finding | null {
  if (auth.mode !== 'none') return null;
  const fix = 'pincer config set gateway.auth.mode token';
  if (exposureOf(gateway) !== 'this machine') {
    return {
      id: 'gateway.bind_no_auth',
      severity: 'critical',
      what: `gateway.auth.mode is "none", and gateway.bind is "${gateway.bind}"`,
      why: 'whoever reaches the machine would be its owner; the gateway does not start like this',
      fix,
    };
  }
  const others = otherPeople.length > 0;
  return {
    id: 'gateway.loopback_no_auth',
    severity: others ? 'critical' : 'warning',
    what: 'gateway.auth.mode is "none"',
    why: others
      ? `every user of this machine (${otherPeople.slice(0, 3).join(', ')}) may read and do everything`
      : 'every program on this machine may read and do everything, also one that only relays for somebody else',
    fix,
  };
}

function noSecret({ settings: { gateway }, written, auth, startedBefore }: SettingsFacts): Finding | null {
  const { mode } = auth;
  if ((mode !== 'token' && mode !== 'password') || auth[mode] !== null) return null;
  // A start without a token makes one. If it did not, it was given one that is not seen here, and must not be given another.
  if (startedBefore || valueAt(written, ['gateway', 'auth', mode]) !== undefined) {
    return {
      id: 'gateway.secret_unseen',
      severity: 'info',
      what: `The ${mode} of the gateway is not seen from here`,
      why: 'it is in a variable or a file that this command does not have, so nothing is said about it',
      fix: 'run this command with the environment of the gateway',
    };
  }
  const exposed = exposureOf(gateway) !== 'this machine';
  const makes = mode === 'token';
  return {
    id: exposed ? 'gateway.bind_no_auth' : 'gateway.auth_no_secret',
    severity: exposed ? 'critical' : 'info',
    what: `No ${mode} is set${exposed ? `, and gateway.bind is "${gateway.bind}"` : ''}`,
    why: makes
      ? 'nothing protects the gateway until its first start makes one'
      : 'the gateway does not start like this',
    fix: makes
      ? 'make a token, which the first start does too'
      : 'set gateway.auth.password or OPENCLAW_GATEWAY_PASSWORD',
    ...(makes ? { mend: { kind: 'make token' } } : {}),
  };
}

function inTheClear({ settings: { gateway }, auth }: SettingsFacts): Finding | null {
  if (exposureOf(gateway) !== 'network' || gateway.tls.enabled) return null;
  const open = gateway.bind === 'custom' && isPublicAddress(gateway.customBindHost ?? '');
  const proxied = auth.mode === 'trusted-proxy';
  return {
    id: 'gateway.bind_no_tls',
    severity: open ? 'critical' : proxied ? 'info' : 'warning',
    what: `gateway.bind is "${gateway.bind}" and gateway.tls.enabled is false`,
    why: proxied
      ? 'whoever is on the way between the proxy and the gateway reads along, and may pretend to be the proxy'
      : 'secrets and conversations cross the network in the clear',
    fix: 'pincer config set gateway.tls.enabled true; or keep to loopback, with Tailscale or an SSH tunnel in front',
  };
}
