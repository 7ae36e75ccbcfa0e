// Secrets that this machine sends to others in the clear: to a remote gateway, to models, to servers of tools.
import { readEnvironment } from '../../config/environment.ts';
import type { SettingsFacts } from './facts.ts';
import { type Finding, found } from './finding.ts';
import { clearHost } from './host.ts';

export function auditClearText(facts: Pick<SettingsFacts, 'settings' | 'environment'>): Finding[] {
  return [...found(remoteGateway(facts)), ...modelProviders(facts), ...toolServers(facts)];
}

function remoteGateway({
  settings: { gateway },
  environment,
}: Pick<SettingsFacts, 'settings' | 'environment'>): Finding | null {
  const { url, token, password } = gateway.remote;
  const clear = clearHost(url ?? '');
  if (clear?.distance !== 'far') return null;
  const inForce = gateway.mode === 'remote';
  const facts = readEnvironment(environment);
  const secret = token ?? password ?? facts.token ?? facts.password;
  return {
    id: 'gateway.remote.in_the_clear',
    severity: inForce && secret !== undefined ? 'critical' : 'warning',
    what: `gateway.remote.url speaks to ${clear.host} without TLS`,
    why: 'the secret and every conversation cross the internet in the clear',
    fix: 'write wss://, with gateway.remote.tlsFingerprint where the certificate is self-made; or go through an SSH tunnel',
  };
}

function modelProviders({ settings }: Pick<SettingsFacts, 'settings'>): Finding[] {
  return Object.entries(settings.models.providers).flatMap(([name, { baseUrl, apiKey, headers }]): Finding[] => {
    const clear = clearHost(baseUrl);
    if (clear?.distance !== 'far') return [];
    const keyed = apiKey !== undefined || Object.keys(headers).length > 0;
    return [
      {
        id: keyed ? 'models.provider_key_in_the_clear' : 'models.provider_in_the_clear',
        severity: keyed ? 'critical' : 'warning',
        what: `models.providers.${name} speaks to ${clear.host} without TLS`,
        why: `${keyed ? 'its key and every conversation' : 'every conversation'} can be read and changed on the way`,
        fix: `write https:// in models.providers.${name}.baseUrl`,
      },
    ];
  });
}

function toolServers({ settings }: Pick<SettingsFacts, 'settings'>): Finding[] {
  return Object.entries(settings.mcp.servers).flatMap(([name, server]): Finding[] => {
    const clear = 'url' in server && server.enabled ? clearHost(server.url) : null;
    if (!clear || clear.distance === 'here' || !('url' in server)) return [];
    const keyed = Object.keys(server.headers).length > 0;
    const far = clear.distance === 'far';
    return [
      {
        id: 'mcp.server_in_the_clear',
        severity: far && keyed ? 'critical' : far || keyed ? 'warning' : 'info',
        what: `mcp.servers.${name} speaks to ${clear.host} without TLS`,
        why: `whoever is on the way reads what its tools are told${keyed ? ', and its secrets' : ''}, and can answer in its place`,
        fix: `write https:// in mcp.servers.${name}.url, or run the server on this machine`,
      },
    ];
  });
}
