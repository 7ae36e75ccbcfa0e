// What a device is called, by what it says of itself: words of others, which may say anything.
import { roomWords } from '../../words/words.ts';
import { clientName } from '../clients.ts';
import { printable } from '../printable.ts';
import type { Paired, Request } from './wire.ts';

const LONGEST = 80;
const SHORT_ID = 12;

type Named = Pick<Request, 'displayName' | 'clientId' | 'deviceId'>;

export function nameOf({ displayName, clientId, deviceId }: Named): string {
  const name = displayName ?? (clientName(clientId) || deviceId.slice(0, SHORT_ID));
  return shortened(printable(name));
}

export function platformOf({ platform, deviceFamily }: Pick<Request, 'platform' | 'deviceFamily'>): string {
  const parts = [platform, deviceFamily].flatMap((part) => (part ? [shortened(printable(part))] : []));
  return [...new Set(parts)].join(' · ');
}

export function shortId(deviceId: string): string {
  return printable(deviceId.slice(0, SHORT_ID));
}

/** What it may, as a person says it; a scope that is not known stands as it is. */
export function scopeWords(scopes: readonly string[]): string {
  const { devices } = roomWords.value;
  if (scopes.length === 0) return devices.nothing;
  if (scopes.includes('operator.admin')) return devices.everything;
  const names: Readonly<Record<string, string>> = devices.scopes;
  return scopes.map((scope) => (Object.hasOwn(names, scope) ? names[scope] : shortened(printable(scope)))).join(', ');
}

/** What it may now: its token may say less than what was approved. */
export function heldScopes({ scopes, tokens }: Paired): readonly string[] {
  return tokens[0]?.scopes ?? scopes;
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST).toWellFormed()}…`;
}
