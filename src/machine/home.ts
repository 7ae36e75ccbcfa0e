// Everything a gateway has on its machine: the directory and its lock, the settings, the log, the key, the database.
import { pathToFileURL } from 'node:url';
import { getLogger } from '@logtape/logtape';
import type { ServeOptions } from '../cli/serve.ts';
import { readEnvironment } from '../config/environment.ts';
import { secretsIn } from '../config/redact.ts';
import type { Settings } from '../config/schema.ts';
import type { Database } from '../store/database.ts';
import { openDatabaseUrl } from './database.ts';
import { DoorPolicy, policyOf } from './door-policy.ts';
import { MachineFailure } from './failure.ts';
import { takeLock } from './lock.ts';
import { type Logs, setUpLogs } from './logs.ts';
import { type SettingsFile, startSettings } from './settings-file.ts';
import { signingKey } from './signing-key.ts';
import { openStateDirectory } from './state-directory.ts';

export type Home = {
  settings: Settings;
  /** Who may come in, as the settings file says it at any moment. */
  doorPolicy: DoorPolicy;
  handshakeMs: number | undefined;
  logs: Logs;
  key: Uint8Array;
  database: Database;
  databaseUrl: string;
  close(): Promise<void>;
};

const log = getLogger(['pincer', 'home']);

export async function openHome({ stateDirectory, environment, verbose, bind }: ServeOptions): Promise<Home> {
  openStateDirectory(stateDirectory);
  const lock = takeLock(stateDirectory.lock);
  let logs: Logs | undefined;
  try {
    const file = startSettings(stateDirectory.settings, environment);
    const settings = inForce(file, bind);
    const { gateway } = settings;
    const ground = { environment, bind: gateway, tailscale: gateway.tailscale, now: Date.now };
    const policy = policyOf(settings, ground, null);
    const secrets = 'problem' in policy ? [] : Object.values(policy.secrets);
    const hidden = [...secrets, ...secretsIn(settings)];
    logs = setUpLogs({ level: settings.logging.level, verbose, file: stateDirectory.log, secrets: hidden });
    tell(file);
    const facts = readEnvironment(environment);
    const [problem] = facts.problems;
    if (problem !== undefined) throw new MachineFailure(problem);
    if ('problem' in policy) throw new MachineFailure(policy.problem);
    const key = signingKey(stateDirectory.signingKey);
    const databaseUrl = pathToFileURL(stateDirectory.database).href;
    const database = await openDatabaseUrl(databaseUrl);
    const doorPolicy = new DoorPolicy(stateDirectory.settings, settings, ground, policy);
    const close = async () => {
      doorPolicy.close();
      database.$client.close();
      await logs?.close();
      lock.release();
    };
    const { handshakeTimeoutMs: handshakeMs } = facts;
    return { settings, doorPolicy, handshakeMs, logs, key, database, databaseUrl, close };
  } catch (error) {
    await logs?.close();
    lock.release();
    throw error;
  }
}

function inForce(file: SettingsFile, bind: ServeOptions['bind']): Settings {
  const { settings } = file;
  if (!settings) throw new MachineFailure(`Cannot use ${file.path}: ${file.problems[0] ?? 'it is not understood'}`);
  return bind === undefined ? settings : { ...settings, gateway: { ...settings.gateway, bind } };
}

function tell({ path, unknown, problems }: SettingsFile): void {
  for (const problem of problems) log.warn('{path}: {problem}', { path, problem });
  if (unknown.length > 0)
    log.info('{path} has settings that are not used here: {unknown}', { path, unknown: unknown.join(', ') });
}
