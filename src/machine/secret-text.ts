// Where in a file a secret stands, and how the settings write the file's path.
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { GatewayError } from '../errors.ts';

/** A JSON pointer, with or without its first slash. */
export function followed(text: string, pointer: string, path: string): string {
  const wrong = (reason: string) =>
    new GatewayError('UNAVAILABLE', `Cannot read the secret "${pointer}" from ${path}: ${reason}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong('the file is not JSON');
  }
  for (const step of pointer.replace(/^\//, '').split('/')) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    value = typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : null;
  }
  if (typeof value === 'string') return value;
  throw wrong('there is no text at that place');
}

export function expand(path: string): string {
  return resolve(/^~(?=\/|$)/.test(path) ? `${homedir()}${path.slice(1)}` : path);
}
