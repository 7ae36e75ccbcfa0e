// The place of one gateway in a deployment: its settings, its rules, its key and its database, all of them out of
// variables. They cannot change while the program runs: another value is another deployment.
import { hkdfSync } from 'node:crypto';
import { type Ground, policyOf } from '../assembly/policy.ts';
import type { Policy } from '../auth/policy.ts';
import { type Environment, readEnvironment } from '../config/environment.ts';
import { type ParsedSettings, parseSettings } from '../config/parse.ts';
import type { ReadSecret } from '../config/resolve.ts';
import type { Settings } from '../config/schema.ts';
import { environmentOf } from './bindings.ts';
import { ONLY } from './gateway-name.ts';

export type Place = {
  gateway: string;
  environment: Environment;
  settings: Settings;
  /** How people find the settings: the variable, or the file that it was made of. */
  settingsPath: string;
  file: ParsedSettings & { text: string | null };
  policy: Policy;
  signingKey: Uint8Array;
  database: { url: string; token: string | undefined };
  handshakeMs: number | undefined;
  /** Everything comes from this very machine, as under `npm run start:worker`. */
  local: boolean;
};

const SETTINGS = 'OPENCLAW_CONFIG';
const KEY_BYTES = 32;
const known = new Map<string, Place | { problem: string }>();

/** Looked at once: whoever asks again in the same isolate gets the same answer. */
export function placeOf(bindings: object, gateway: string): Place | { problem: string } {
  const place = known.get(gateway) ?? readPlace(environmentOf(bindings, gateway), gateway);
  known.set(gateway, place);
  return place;
}

function readPlace(environment: Environment, gateway: string): Place | { problem: string } {
  const text = environment[SETTINGS] ?? null;
  const settingsPath = environment.PINCER_SETTINGS_FILE ?? SETTINGS;
  const file = { ...parseSettings(text ?? '', environment), text };
  const { settings } = file;
  if (!settings) return { problem: `Cannot use ${settingsPath}: ${file.problems[0] ?? 'it is not understood'}` };
  const facts = readEnvironment(environment);
  const [problem] = facts.problems;
  if (problem !== undefined) return { problem };
  const policy = policyOf(settings, groundOf(environment), null);
  if ('problem' in policy) return policy;
  const signingKey = readKey(environment.PINCER_SIGNING_KEY, gateway);
  if ('problem' in signingKey) return signingKey;
  const url = environment.PINCER_DATABASE_URL?.replaceAll('{gateway}', gateway);
  if (!url) return { problem: 'Cannot keep anything as PINCER_DATABASE_URL is not set: set it to a libsql: address' };
  return {
    gateway,
    environment,
    settings,
    settingsPath,
    file,
    policy,
    signingKey,
    database: { url, token: environment.PINCER_DATABASE_TOKEN },
    handshakeMs: facts.handshakeTimeoutMs,
    local: environment.PINCER_LOOPBACK === '1',
  };
}

function groundOf(environment: Environment): Ground {
  return {
    environment,
    read: () => secretReader(environment),
    refuse: (mode) =>
      mode === 'none' && environment.PINCER_LOOPBACK !== '1'
        ? 'Cannot be open to everybody: set gateway.auth.mode to "token" or "password"'
        : null,
    now: Date.now,
  };
}

function secretReader(environment: Environment): ReadSecret {
  return ({ source, id }) => {
    if (source !== 'env') throw new Error(`Cannot read the secret "${id}": Workers have no files, so use a variable`);
    const secret = environment[id]?.trim();
    if (!secret) throw new Error(`Cannot read the secret "${id}": no such variable is set`);
    return secret;
  };
}

/** Each gateway has a key of its own, also where one variable is for all: a ticket of one opens nothing of another. */
function readKey(given: string | undefined, gateway: string): Uint8Array | { problem: string } {
  const text = given?.trim() ?? '';
  const bytes = /^(?:[0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (bytes.length < KEY_BYTES) {
    const make = 'make one with `openssl rand -hex 32` and keep it as a secret';
    return { problem: `Cannot sign anything as PINCER_SIGNING_KEY is not a key of 32 bytes or more: ${make}` };
  }
  if (gateway === ONLY) return new Uint8Array(bytes);
  return new Uint8Array(hkdfSync('sha256', bytes, new Uint8Array(), `gateway ${gateway}`, KEY_BYTES));
}
