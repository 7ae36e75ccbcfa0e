// Which of the scopes that a client asks for it gets.
import * as v from 'valibot';
import { missingScope } from '../errors.ts';
import { allows, Scope, scopes } from '../protocol/scopes.ts';

export const everyScope: readonly Scope[] = scopes;

/** Asked and grantable; a client that names no scopes gets what may be granted, one that names an empty list gets none. */
export function grantScopes(asked: readonly string[] | undefined, grantable: readonly string[]): Scope[] {
  return knownScopes(asked ?? grantable).filter((scope) => allows(grantable, scope));
}

/** What is left of a wish when nobody gives more than he has; nothing left of something is a no. */
export function withinRights(asked: readonly Scope[], rights: readonly Scope[]): Scope[] {
  const granted = asked.filter((scope) => allows(rights, scope));
  const [first] = asked;
  if (first !== undefined && granted.length === 0) throw missingScope(first);
  return granted;
}

/** Scopes that this gateway does not know are dropped, never stored. */
export function knownScopes(names: readonly string[]): Scope[] {
  return [...new Set(names)].filter((name) => v.is(Scope, name));
}

/** What a header leaves of the scopes: it only takes them away, and an empty one takes them all. Null without one. */
export function readCeiling(headers: Headers): string[] | null {
  const written = headers.get('x-openclaw-scopes');
  if (written === null) return null;
  // It stays on the seat for as long as the connection.
  const names = written.split(',').map((name) => name.trim());
  return knownScopes(names);
}

/** What the scopes and the ceiling both allow: under one for reading, whoever has admin may read. */
export function underCeiling(scopes: readonly Scope[], ceiling: readonly string[] | null): Scope[] {
  const named = knownScopes([...scopes, ...(ceiling ?? [])]);
  return named.filter((scope) => allows(scopes, scope) && (ceiling === null || allows(ceiling, scope)));
}
