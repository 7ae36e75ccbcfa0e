// Which gateway a command talks to, and with which secret.
import { readEnvironment } from '../config/environment.ts';
import { resolveAuth } from '../config/resolve.ts';
import { CommandFailure, misuse } from './failure.ts';
import { portOf, readLocal, settingsOf } from './local.ts';
import type { GlobalOptions } from './options.ts';
import type { World } from './world.ts';

export type Target = { url: string; token: string | null; password: string | null };

/** The secret of this machine's gateway goes to this machine only: another address needs its own. */
export function findTarget(world: World, options: GlobalOptions): Target {
  const given = { token: options.token ?? null, password: options.password ?? null };
  const explicit = given.token !== null || given.password !== null;
  if (options.url !== undefined) {
    if (!explicit) throw misuse('Cannot use --url alone: give --token or --password with it');
    return { url: socketUrl(options.url), ...given };
  }
  const local = readLocal(world, options);
  const settings = settingsOf(local);
  const { gateway } = settings;
  if (gateway.mode === 'remote') {
    const { url, token, password } = gateway.remote;
    if (url === undefined) {
      throw new CommandFailure('SETTINGS', 'Cannot reach a remote gateway as gateway.remote.url is not set');
    }
    if (explicit) return { url: socketUrl(url), ...given };
    const facts = readEnvironment(world.environment);
    const none = token === undefined && password === undefined;
    const own = none ? { token: facts.token, password: facts.password } : { token, password };
    return { url: socketUrl(url), token: own.token ?? null, password: own.password ?? null };
  }
  const host = gateway.bind === 'custom' && gateway.customBindHost ? bracketed(gateway.customBindHost) : '127.0.0.1';
  const url = socketUrl(`ws://${host}:${portOf(world, local)}`);
  if (explicit) return { url, ...given };
  const { mode, token, password } = resolveAuth(settings, world.environment);
  return { url, token: mode === 'token' ? token : null, password: mode === 'password' ? password : null };
}

export function webUrl(url: string): string {
  return url.replace(/^ws/, 'http');
}

/** The page, signed in by what no server sees: a fragment stays in the browser. */
export function signInLink({ url, token }: Target): string {
  const page = new URL(webUrl(url));
  if (token !== null) page.hash = `token=${encodeURIComponent(token)}`;
  return page.href;
}

function socketUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^(?:wss?|https?):$/.test(url.protocol)) {
    throw misuse(`Cannot use the address '${text}': it must begin with ws://, wss://, http:// or https://`);
  }
  if (url.username !== '' || url.password !== '') {
    throw misuse('Cannot use an address with a user in it: give --token or --password');
  }
  url.hash = '';
  return url.href.replace(/^http/, 'ws');
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
