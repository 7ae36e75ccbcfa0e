// Which pages may talk to the gateway, and what browsers are told to insist on.
import { redactLine } from '../../config/redact.ts';
import type { SettingsFacts } from './facts.ts';
import { type Finding, found } from './finding.ts';
import { distanceOf } from './host.ts';

export function auditPages(facts: Pick<SettingsFacts, 'settings'>): Finding[] {
  const { allowedOrigins } = facts.settings.gateway.controlUi;
  return [...allowedOrigins.flatMap((origin) => found(badOrigin(origin))), ...found(transportSecurity(facts))];
}

function badOrigin(written: string): Finding | null {
  const named = `gateway.controlUi.allowedOrigins has ${JSON.stringify(redactLine(written))}`;
  if (written.includes('*')) {
    return {
      id: 'gateway.control_ui.allowed_origins_wildcard',
      severity: 'warning',
      what: named,
      why: 'it is no pattern here, so it allows nobody; where it is one, every page on the web may talk to the gateway',
      fix: 'write each origin in full, such as https://chat.example.com',
    };
  }
  const url = URL.canParse(written) ? new URL(written) : null;
  const web = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!url || !web || `${url.origin}/` !== url.href) {
    return {
      id: 'gateway.control_ui.allowed_origins_invalid',
      severity: 'warning',
      what: `${named}, which is no origin`,
      why: 'it allows nobody',
      fix: 'write scheme, host and port alone, such as https://chat.example.com',
    };
  }
  if (url.protocol === 'https:' || distanceOf(url.hostname) !== 'far') return null;
  return {
    id: 'gateway.control_ui.allowed_origins_http',
    severity: 'warning',
    what: `${named}, a public name without TLS`,
    why: 'whoever is on the way can put a page of their own there, which then talks to the gateway',
    fix: `serve it with TLS, and write https://${url.host}`,
  };
}

function transportSecurity({ settings: { gateway } }: Pick<SettingsFacts, 'settings'>): Finding | null {
  const { tls, http, trustedProxies, tailscale } = gateway;
  if (http.securityHeaders.strictTransportSecurity === false) return null;
  const at = 'gateway.http.securityHeaders.strictTransportSecurity';
  const behind = trustedProxies.length > 0 || tailscale.mode !== 'off';
  if (tls.enabled && tls.certPath === undefined && !behind) {
    return {
      id: 'gateway.hsts_self_made_certificate',
      severity: 'warning',
      what: `${at} is set, and the certificate is self-made`,
      why: 'browsers that do not trust it offer no way around it from then on',
      fix: `pincer config unset ${at}`,
    };
  }
  if (tls.enabled || behind) return null;
  return {
    id: 'gateway.hsts_without_tls',
    severity: 'warning',
    what: `${at} is set, and nothing here speaks TLS`,
    why: 'browsers do not heed it over plain HTTP: it only looks as if connections were safe',
    fix: `pincer config set gateway.tls.enabled true, or pincer config unset ${at}`,
  };
}
