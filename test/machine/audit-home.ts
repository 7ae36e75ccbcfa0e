// A state directory as a gateway leaves it, with nothing wrong in it, for a test to spoil.
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { audit } from '../../src/machine/audit/audit.ts';
import type { Finding } from '../../src/machine/audit/finding.ts';
import { openDatabaseUrl } from '../../src/machine/database.ts';
import { readSettings } from '../../src/machine/settings-file.ts';
import { signingKey } from '../../src/machine/signing-key.ts';
import { openStateDirectory, type StateDirectory, stateDirectory } from '../../src/machine/state-directory.ts';
import type { Device } from '../../src/records.ts';
import { createDeviceStore } from '../../src/store/device-store.ts';
import { TOKEN } from './audit-facts.ts';

export const NOW = Date.UTC(2026, 10, 28);

export function soundHome(settings: object = { gateway: { auth: { token: TOKEN } } }) {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'pincer-audit-')));
  const directory = stateDirectory(join(home, '.openclaw'));
  openStateDirectory(directory);
  // As a home usually is: others may pass through.
  chmodSync(home, 0o755);
  put(directory.settings, JSON.stringify(settings));
  put(directory.log, '{"message":"hello"}\n');
  signingKey(directory.signingKey);
  return { home, directory };
}

export function put(path: string, text: string, mode = 0o600): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
  return path;
}

export function auditAt(directory: StateDirectory, environment: Record<string, string> = {}): Promise<Finding[]> {
  return audit({ directory, file: readSettings(directory.settings, environment), environment, now: NOW });
}

export function putDevices(directory: StateDirectory, devices: readonly Partial<Device>[]): Promise<void> {
  return putDevicesInto(pathToFileURL(directory.database).href, devices);
}

export async function putDevicesInto(url: string, devices: readonly Partial<Device>[]): Promise<void> {
  const database = await openDatabaseUrl(url);
  const store = createDeviceStore(database);
  for (const [index, device] of devices.entries()) await store.put({ ...ordinary(index), ...device });
  database.$client.close();
}

function ordinary(index: number): Device {
  return {
    id: `${index}`.repeat(64),
    publicKey: 'k',
    name: `device ${index}`,
    platform: null,
    deviceFamily: null,
    clientId: 'openclaw-control-ui',
    clientMode: 'webchat',
    role: 'operator',
    scopes: ['operator.admin'],
    tokenScopes: null,
    generation: 1,
    issuedAt: NOW,
    revokedAt: null,
    approvedVia: 'operator',
    createdAt: NOW,
    seenAt: NOW,
  };
}
