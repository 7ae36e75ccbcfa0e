// The way in through Tailscale: who can knock there, and whose word is enough.
import type { SettingsFacts } from './facts.ts';
import { type Finding, found } from './finding.ts';

export function auditTailscale(facts: SettingsFacts): Finding[] {
  switch (facts.settings.gateway.tailscale.mode) {
    case 'off':
      return [];
    case 'funnel':
      return found(funnel(facts));
    case 'serve':
      return found(unasked(facts), neighbours(facts));
  }
}

function funnel({ auth }: SettingsFacts): Finding {
  const guarded = auth.mode === 'password';
  return {
    id: guarded ? 'gateway.tailscale_funnel' : 'gateway.tailscale_funnel_no_password',
    severity: guarded ? 'warning' : 'critical',
    what: `gateway.tailscale.mode is "funnel"${guarded ? '' : `, and gateway.auth.mode is "${auth.mode}"`}`,
    why: guarded
      ? 'the whole internet can knock, and one password is all that it takes'
      : 'the whole internet can knock; the gateway does not start like this',
    fix: guarded
      ? 'pincer config set gateway.tailscale.mode serve, if your own devices are all that come'
      : 'pincer config set gateway.tailscale.mode serve; or set gateway.auth.mode to "password" with a long password',
  };
}

function unasked({ auth }: SettingsFacts): Finding | null {
  if (auth.mode !== 'none') return null;
  return {
    id: 'gateway.tailscale_serve_no_auth',
    severity: 'critical',
    what: 'gateway.tailscale.mode is "serve", and gateway.auth.mode is "none"',
    why: 'whoever is in the tailnet would be the owner; the gateway does not start like this',
    fix: 'pincer config set gateway.auth.mode token',
  };
}

function neighbours({ settings: { gateway }, auth, otherPeople }: SettingsFacts): Finding | null {
  const believed = gateway.auth.allowTailscale ?? auth.mode !== 'password';
  if (!believed || auth.mode === 'none' || otherPeople.length === 0) return null;
  return {
    id: 'gateway.tailscale_serve',
    severity: 'info',
    what: `Tailscale's word is enough, and this machine has other users (${otherPeople.slice(0, 3).join(', ')})`,
    why: 'a program of this machine can find the listener and pretend to be a visitor of the tailnet',
    fix: 'where you do not trust them: pincer config set gateway.auth.allowTailscale false',
  };
}
