// The audit: gathers what is known of one installation, without its gateway, and asks every rule about it.
import { existsSync } from 'node:fs';
import { type Environment, readEnvironment } from '../../config/environment.ts';
import { resolveAuth } from '../../config/resolve.ts';
import type { Settings } from '../../config/schema.ts';
import { type DatabasePlace, databasePlace } from '../database-place.ts';
import { doorSecretReader } from '../door-secret.ts';
import { lockHolder } from '../lock.ts';
import type { SettingsFile } from '../settings-file.ts';
import type { StateDirectory } from '../state-directory.ts';
import { auditBind } from './bind.ts';
import { auditClearText } from './clear-text.ts';
import { auditDevices } from './devices.ts';
import type { SettingsFacts } from './facts.ts';
import { type Finding, inOrder } from './finding.ts';
import { auditIdentityRights } from './identity-rights.ts';
import { auditLimits } from './limits.ts';
import { auditLoggedSecrets } from './logged-secrets.ts';
import { auditOpenDatabase } from './open-database.ts';
import { auditOtherFiles } from './other-files.ts';
import { auditPageFiles } from './page-files.ts';
import { auditPages } from './pages.ts';
import { ownerOf } from './path-facts.ts';
import { otherPeople } from './people.ts';
import { auditProxies } from './proxies.ts';
import { type SecretPlace, secretPlaces } from './secret-places.ts';
import { auditSecrets } from './secrets.ts';
import { auditSigningKey } from './signing-key.ts';
import { auditStateFiles } from './state-files.ts';
import { auditTailscale } from './tailscale.ts';
import { auditTools } from './tools.ts';
import { auditTrustedProxy } from './trusted-proxy.ts';

export type Installation = { directory: StateDirectory; file: SettingsFile; environment: Environment; now: number };

export async function audit(installation: Installation): Promise<Finding[]> {
  const { directory, file, environment, now } = installation;
  const place = databasePlace(directory, environment);
  const { settings, written } = file;
  const facts = settings && file.exists ? factsOf(settings, installation) : null;
  const owner = ownerOf(directory.path);
  const places = secretPlaces(written);
  const known = [...secretPlaces(settings), ...(facts ? secretsInForce(facts) : []), ...tokenOf(place)];
  return inOrder([
    ...(settings ? [] : [unusable(file)]),
    ...(facts ? auditSettings(facts) : []),
    ...auditStateFiles(
      directory,
      places.map(({ path }) => path),
    ),
    ...auditSigningKey(directory.signingKey),
    ...(settings ? auditOtherFiles(settings, environment, owner) : []),
    ...auditPageFiles(settings?.gateway.controlUi.root, owner),
    ...auditLoggedSecrets(directory.log, known),
    ...(await auditOpenDatabase(place)),
    ...(await auditDevices(place, now)),
  ]);
}

/** Every rule that needs nothing but the settings and what is in force. */
export function auditSettings(facts: SettingsFacts): Finding[] {
  const rules = [
    auditBind,
    auditSecrets,
    auditProxies,
    auditTrustedProxy,
    auditIdentityRights,
    auditTailscale,
    auditLimits,
    auditPages,
    auditClearText,
    auditTools,
  ];
  return rules.flatMap((rule) => rule(facts));
}

function factsOf(settings: Settings, { directory, file, environment }: Installation): SettingsFacts {
  return {
    settings,
    written: file.written,
    environment,
    auth: resolveAuth(settings, environment, doorSecretReader(settings.secrets.providers, environment)),
    startedBefore: existsSync(directory.database) || lockHolder(directory.lock) !== null,
    otherPeople: otherPeople(),
  };
}

function secretsInForce({ auth, environment }: SettingsFacts): SecretPlace[] {
  const variables = readEnvironment(environment);
  return (['token', 'password'] as const).flatMap((kind) => {
    const secret = auth[kind];
    const path = variables[kind] === undefined ? `gateway.auth.${kind}` : `OPENCLAW_GATEWAY_${kind.toUpperCase()}`;
    return secret === null ? [] : [{ path, secret }];
  });
}

function tokenOf(place: DatabasePlace): SecretPlace[] {
  if (place.kind === 'file' || place.token === undefined) return [];
  return [{ path: 'PINCER_DATABASE_TOKEN', secret: place.token }];
}

function unusable({ path, problems }: SettingsFile): Finding {
  return {
    id: 'config.invalid',
    severity: 'warning',
    what: `The settings in ${path} cannot be used: ${problems[0] ?? 'they are not understood'}`,
    why: 'the gateway does not start like this, and nothing in them was judged',
    fix: 'pincer config validate names everything that is wrong',
  };
}
