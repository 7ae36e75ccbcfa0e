// What holds in every workspace, on a disk or in a database: how much fits, and the words of refusal.
import { type GatewayError, invalidRequest } from './errors.ts';

export type Act = 'read' | 'list' | 'write' | 'move';

/** What is read at once, and what is written at all. */
export const LARGEST_TEXT = 2 * 1024 * 1024;
export const LISTED = 500;
export const LONGEST_PATH = 1000;
/** Bytes of one name, as most file systems have it: what is written anywhere can be copied to a disk. */
const LONGEST_NAME = 255;
const SHOWN_CHARACTERS = 200;

export const because = {
  outside: 'it is outside of the workspace',
  isFolder: 'it is a folder',
  isNoFolder: 'it is not a folder',
  throughFile: 'a part of it is a file and not a folder',
  longName: 'its name is too long',
  notText: 'it is not text',
  large: 'a text may have 2 MB at most',
  replaced: 'it is being replaced by something else',
  absent: 'it does not exist',
  intoItself: 'a folder cannot be moved into itself',
  taken: (to: string) => `"${shown(to)}" is there already`,
};

export function refusal(act: Act, name: string, reason: string): GatewayError {
  return invalidRequest(`Cannot ${act} "${name}": ${reason}`);
}

/** A name as it is shown in words. */
export function shown(name: string): string {
  return name
    .replace(/\p{Cc}/gu, '?')
    .slice(0, SHOWN_CHARACTERS)
    .toWellFormed();
}

/** What no workspace takes for a path inside, wherever it would lead. A shell would make a home of the tilde. */
export function isNoPath(given: string): boolean {
  return given.length > LONGEST_PATH || given.includes('\0') || /^~(?:\/|$)/.test(given);
}

export function refuseLongPath(act: Act, name: string, length: number): void {
  if (length > LONGEST_PATH) throw refusal(act, name, because.longName);
}

export function refuseLongNames(act: Act, name: string, parts: readonly string[]): void {
  if (parts.some((part) => bytesOf(part) > LONGEST_NAME)) throw refusal(act, name, because.longName);
}

/** How many bytes the text has. */
export function refuseLarge(name: string, text: string): number {
  const size = bytesOf(text);
  if (size > LARGEST_TEXT) throw refusal('write', name, because.large);
  return size;
}

const encoder = new TextEncoder();

function bytesOf(text: string): number {
  return encoder.encode(text).length;
}
