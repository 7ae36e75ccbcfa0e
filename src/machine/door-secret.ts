// The secret of the doors where the settings only point to it: a variable, or a file that is read anew when it changes.
import { statSync } from 'node:fs';
import type { Environment } from '../config/environment.ts';
import type { ReadSecret } from '../config/resolve.ts';
import type { DoorSecret, Settings } from '../config/schema.ts';
import { MachineFailure } from './failure.ts';
import { readIfThere } from './private-file.ts';
import { expand, followed } from './secret-text.ts';

type Source = Exclude<DoorSecret, string>;
type Providers = Settings['secrets']['providers'];

const MOST_BYTES = 65_536;

export function doorSecretReader(providers: Providers, environment: Environment): ReadSecret {
  return (source) => {
    const secret = (source.source === 'env' ? environment[source.id] : fromFile(source, providers))?.trim();
    if (secret === undefined || secret === '')
      throw new MachineFailure(`Cannot read the secret "${source.id}": it is empty`);
    if (/[\r\n\0]/.test(secret)) {
      throw new MachineFailure(`Cannot read the secret "${source.id}": it has more than one line`);
    }
    return secret;
  };
}

/** The files whose change is a change of the secret. */
export function doorSecretFiles({ gateway: { auth }, secrets }: Settings): string[] {
  return [auth.token, auth.password].flatMap((secret) =>
    typeof secret === 'object' && secret.source === 'file' ? [placeOf(secret, secrets.providers).path] : [],
  );
}

function fromFile(source: Source, providers: Providers): string {
  const { path, json } = placeOf(source, providers);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MOST_BYTES) throw new MachineFailure(`Cannot read a secret from ${path}: it is larger than 64 kB`);
  const text = readIfThere(path);
  if (text === null) throw new MachineFailure(`Cannot read a secret from ${path}: there is no such file`);
  return json ? followed(text, source.id, path) : text;
}

function placeOf({ provider, id }: Source, providers: Providers): { path: string; json: boolean } {
  if (provider === undefined || provider === 'default') return { path: expand(id), json: false };
  const named = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  if (named?.source !== 'file') {
    throw new MachineFailure(`Cannot read the secret "${id}": secrets.providers has no file named "${provider}"`);
  }
  return { path: expand(named.path), json: named.mode === 'json' };
}
