// Which database a gateway has: the libSQL server that the variables name, else the file of its state directory.
import { pathToFileURL } from 'node:url';
import type { Environment } from '../config/environment.ts';
import { MachineFailure } from './failure.ts';
import type { StateDirectory } from './state-directory.ts';

export type ServerPlace = { kind: 'server'; url: string; token: string | undefined };
export type DatabasePlace = { kind: 'file'; url: string; path: string } | ServerPlace;

const SCHEMES = ['libsql:', 'https:', 'http:'];

export function databasePlace(directory: StateDirectory, environment: Environment): DatabasePlace {
  const given = environment.PINCER_DATABASE_URL?.trim();
  const token = environment.PINCER_DATABASE_TOKEN?.trim() || undefined;
  if (given) return { kind: 'server', url: serverAddress(given), token: usable(token) };
  // A misspelt name of the other variable would otherwise begin an empty database here, without a word.
  if (token !== undefined) {
    throw new MachineFailure(
      'Cannot use PINCER_DATABASE_TOKEN as PINCER_DATABASE_URL is not set: set both, or neither',
    );
  }
  return { kind: 'file', url: pathToFileURL(directory.database).href, path: directory.database };
}

/** For people's eyes: the file, or the server without what else its address may say. */
export function placeName(place: DatabasePlace): string {
  return place.kind === 'file' ? place.path : new URL(place.url).host;
}

/** Nothing of it is repeated that could be a secret. */
function serverAddress(given: string): string {
  const fail = (reason: string) => new MachineFailure(`Cannot use PINCER_DATABASE_URL as ${reason}`);
  const url = URL.parse(given);
  if (!url) throw fail('it is no address: write it like libsql://host or http://127.0.0.1:8080');
  if (!SCHEMES.includes(url.protocol)) {
    throw fail(`it must begin with libsql://, https:// or http://: received ${url.protocol}`);
  }
  if (url.username !== '' || url.password !== '' || url.searchParams.has('authToken')) {
    throw fail('it holds a secret: put the token into PINCER_DATABASE_TOKEN');
  }
  if (url.hostname === '') throw fail('it names no host: write it like libsql://host or http://127.0.0.1:8080');
  const rest = [...url.searchParams.keys()].filter((name) => name !== 'tls');
  if (rest.length > 0 || url.hash !== '') throw fail('it may have no query but ?tls=0 or ?tls=1, and no fragment');
  return given;
}

/** What cannot stand in a header would be repeated by whoever refuses it. */
function usable(token: string | undefined): string | undefined {
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token;
  throw new MachineFailure(
    'Cannot use PINCER_DATABASE_TOKEN as it has blanks or letters that no token has: copy it again',
  );
}
