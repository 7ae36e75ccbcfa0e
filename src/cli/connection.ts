// Which gateway a command talks to, how that is known, and with which secret.
import { readEnvironment } from '../config/environment.ts';
import { knownFingerprint } from '../machine/certificate.ts';
import { CommandFailure, misuse } from './failure.ts';
import { authOf, portOf, readLocal, settingsOf } from './local.ts';
import type { GlobalOptions } from './options.ts';
import type { Pin } from './reach-failure.ts';
import type { World } from './world.ts';

type Address = {
  url: string;
  /** Null when the machine's own authorities decide whom to believe. */
  pin: Pin | null;
};
export type Target = Address & { token: string | null; password: string | null };

/** The secret of this machine's gateway goes to this machine only: another address needs its own. */
export function findTarget(world: World, options: GlobalOptions): Target {
  const given = { token: options.token ?? null, password: options.password ?? null };
  const explicit = given.token !== null || given.password !== null;
  if (options.url !== undefined) {
    if (!explicit) throw misuse('Cannot use --url alone: give --token or --password with it');
    return { ...addressOf(options.url, options.tlsFingerprint), ...given };
  }
  const local = readLocal(world, options);
  const settings = settingsOf(local);
  const { gateway } = settings;
  if (gateway.mode === 'remote') {
    const { url, token, password, tlsFingerprint } = gateway.remote;
    if (url === undefined) {
      throw new CommandFailure('SETTINGS', 'Cannot reach a remote gateway as gateway.remote.url is not set');
    }
    const address = addressOf(url, options.tlsFingerprint ?? tlsFingerprint);
    if (explicit) return { ...address, ...given };
    const facts = readEnvironment(world.environment);
    const none = token === undefined && password === undefined;
    const own = none ? { token: facts.token, password: facts.password } : { token, password };
    return { ...address, token: own.token ?? null, password: own.password ?? null };
  }
  const host = gateway.bind === 'custom' && gateway.customBindHost ? bracketed(gateway.customBindHost) : '127.0.0.1';
  const scheme = gateway.tls.enabled ? 'wss' : 'ws';
  const address = addressOf(`${scheme}://${host}:${portOf(world, local)}`, options.tlsFingerprint);
  const here = gateway.tls.enabled ? knownFingerprint(gateway.tls, local.directory.tls) : null;
  if (here !== null) address.pin ??= { fingerprint: here, source: 'here' };
  if (explicit) return { ...address, ...given };
  const { mode, token, password } = authOf(world, settings);
  return {
    ...address,
    token: mode === 'token' ? token : null,
    password: mode === 'password' || mode === 'trusted-proxy' ? password : null,
  };
}

export function webUrl(url: string): string {
  return url.replace(/^ws/, 'http');
}

/** The page, signed in by what no server sees: a fragment stays in the browser. */
export function signInLink({ url, token }: Pick<Target, 'url' | 'token'>): string {
  const page = new URL(webUrl(url));
  if (token !== null) page.hash = `token=${encodeURIComponent(token)}`;
  return page.href;
}

function addressOf(text: string, fingerprint: string | undefined): Address {
  const url = socketUrl(text);
  if (fingerprint === undefined) return { url, pin: null };
  if (url.startsWith('wss:')) return { url, pin: { fingerprint, source: 'told' } };
  throw misuse(
    `Cannot hold ${url} to a fingerprint as it shows no certificate: use wss://, or leave the fingerprint out`,
  );
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
