// The settings file: read as it is, given a token at the first start, replaced whole.
import { makeSecret } from '../auth/secret.ts';
import { setValue } from '../config/edit.ts';
import type { Environment } from '../config/environment.ts';
import { type ParsedSettings, parseSettings } from '../config/parse.ts';
import { needsToken } from '../config/resolve.ts';
import { readIfThere, writePrivate } from './private-file.ts';

export type SettingsFile = ParsedSettings & {
  path: string;
  exists: boolean;
  text: string;
};

export function readSettings(path: string, environment: Environment): SettingsFile {
  const text = readIfThere(path);
  return { ...parseSettings(text ?? '', environment), path, exists: text !== null, text: text ?? '' };
}

export function writeSettings(path: string, text: string): void {
  writePrivate(path, text);
}

/** Reads the settings; when nobody has chosen how people sign in, writes a token there first. */
export function startSettings(path: string, environment: Environment): SettingsFile & { madeToken: boolean } {
  const file = readSettings(path, environment);
  if (!file.settings || !needsToken(file.written, environment)) return { ...file, madeToken: false };
  writeSettings(path, setValue(file.text, 'gateway.auth.token', makeSecret()));
  return { ...readSettings(path, environment), madeToken: true };
}
