// Everything a gateway has on its machine: the directory and its lock, the settings, the log, the key, the database.
import { getLogger } from '@logtape/logtape';
import { policyOf } from '../assembly/policy.ts';
import type { ServeOptions } from '../cli/serve.ts';
import { readEnvironment } from '../config/environment.ts';
import { secretsIn } from '../config/redact.ts';
import type { Settings } from '../config/schema.ts';
import type { Database } from '../store/database.ts';
import type { Claim } from '../store/tenure.ts';
import { explainedOpening, openPlace } from './database.ts';
import { type DatabasePlace, databasePlace } from './database-place.ts';
import { DoorPolicy, groundOf } from './door-policy.ts';
import { MachineFailure } from './failure.ts';
import { takeLock } from './lock.ts';
import { type Logs, setUpLogs } from './logs.ts';
import { type SettingsFile, startSettings } from './settings-file.ts';
import { signingKey } from './signing-key.ts';
import { openStateDirectory } from './state-directory.ts';
import { claimOf, holdTenure, type Tenure, unlessHeld } from './tenure.ts';

export type Home = {
  settings: Settings;
  /** Who may come in, as the settings file says it at any moment. */
  doorPolicy: DoorPolicy;
  handshakeMs: number | undefined;
  logs: Logs;
  key: Uint8Array;
  database: Database;
  databaseUrl: string;
  /** Settles only when the database is another's, with the words to end with. */
  lost: Promise<MachineFailure>;
  close(): Promise<void>;
};

const log = getLogger(['pincer', 'home']);

export async function openHome({ stateDirectory, environment, verbose, bind, takeOver }: ServeOptions): Promise<Home> {
  const place = databasePlace(stateDirectory, environment);
  openStateDirectory(stateDirectory);
  const lock = takeLock(stateDirectory.lock);
  let logs: Logs | undefined;
  try {
    const file = startSettings(stateDirectory.settings, environment);
    const settings = inForce(file, bind);
    const { gateway } = settings;
    const ground = groundOf(environment, gateway);
    const policy = policyOf(settings, ground, null);
    const secrets = 'problem' in policy ? [] : Object.values(policy.secrets);
    const hidden = [...secrets, ...secretsIn(settings), ...tokenOf(place)];
    logs = setUpLogs({ level: settings.logging.level, verbose, file: stateDirectory.log, secrets: hidden });
    tell(file);
    const facts = readEnvironment(environment);
    const [problem] = facts.problems;
    if (problem !== undefined) throw new MachineFailure(problem);
    if ('problem' in policy) throw new MachineFailure(policy.problem);
    const key = signingKey(stateDirectory.signingKey);
    const { database, tenure } = await openFor(place, claimOf(stateDirectory.path, key), takeOver === true);
    const doorPolicy = new DoorPolicy(stateDirectory.settings, settings, ground, policy);
    const close = async () => {
      doorPolicy.close();
      await tenure?.end();
      database.$client.close();
      await logs?.close();
      lock.release();
    };
    const { handshakeTimeoutMs: handshakeMs } = facts;
    const lost = tenure?.lost ?? new Promise<never>(() => undefined);
    return { settings, doorPolicy, handshakeMs, logs, key, database, databaseUrl: place.url, lost, close };
  } catch (error) {
    await logs?.close();
    lock.release();
    throw error;
  }
}

/** A file needs no tenure: the lock of its directory says whose it is. */
async function openFor(
  place: DatabasePlace,
  claim: Claim,
  takeOver: boolean,
): Promise<{ database: Database; tenure: Tenure | null }> {
  if (place.kind === 'file') return { database: await openPlace(place), tenure: null };
  const database = await openPlace(place, unlessHeld(claim, takeOver));
  try {
    return { database, tenure: await holdTenure(database, claim, takeOver) };
  } catch (error) {
    database.$client.close();
    throw explainedOpening(error);
  }
}

function tokenOf(place: DatabasePlace): string[] {
  return place.kind === 'server' && place.token !== undefined ? [place.token] : [];
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
