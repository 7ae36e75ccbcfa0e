// What this machine says before anyone is asked: the state directory, its settings, and what the environment changes.
import { locate, readEnvironment } from '../config/environment.ts';
import { type AuthInForce, resolveAuth, resolvePort } from '../config/resolve.ts';
import type { Settings } from '../config/schema.ts';
import { databasePlace } from '../machine/database-place.ts';
import { doorSecretReader } from '../machine/door-secret.ts';
import type { Where } from '../machine/session-database.ts';
import { readSettings, type SettingsFile } from '../machine/settings-file.ts';
import { type StateDirectory, stateDirectory } from '../machine/state-directory.ts';
import { CommandFailure, misuse } from './failure.ts';
import type { GlobalOptions } from './options.ts';
import type { World } from './world.ts';

export type Local = { directory: StateDirectory; file: SettingsFile; dev: boolean };

export function readLocal(world: World, options: GlobalOptions): Local {
  const place = locate(world.environment, world.home, options);
  if ('problem' in place) throw misuse(place.problem);
  const directory = stateDirectory(place.stateDirectory, place.settingsFile);
  return { directory, file: readSettings(directory.settings, world.environment), dev: place.dev };
}

export function settingsOf({ file }: Local): Settings {
  if (file.settings) return file.settings;
  throw new CommandFailure('SETTINGS', `Cannot use the settings in ${file.path}: ${file.problems.join('; ')}`);
}

/** Where the gateway keeps what it stores. */
export function whereOf(world: World, { directory }: Local): Where {
  return { directory, place: databasePlace(directory, world.environment) };
}

/** How one signs in on this machine, secrets read where they are kept. */
export function authOf(world: World, settings: Settings): AuthInForce {
  return resolveAuth(settings, world.environment, doorSecretReader(settings.secrets.providers, world.environment));
}

export function portOf(world: World, { file, dev }: Local, flag?: number): number {
  const [problem] = readEnvironment(world.environment).problems;
  if (problem !== undefined) throw misuse(problem);
  return resolvePort(file.written, world.environment, { port: flag, dev });
}
