// Which of the scopes that a client asks for it gets.
import * as v from 'valibot';
import { allows, Scope, scopes } from '../protocol/scopes.ts';

export const everyScope: readonly Scope[] = scopes;

/** Asked and grantable; a client that names no scopes gets what may be granted, one that names an empty list gets none. */
export function grantScopes(asked: readonly string[] | undefined, grantable: readonly string[]): Scope[] {
  return knownScopes(asked ?? grantable).filter((scope) => allows(grantable, scope));
}

/** Scopes that this gateway does not know are dropped, never stored. */
export function knownScopes(names: readonly string[]): Scope[] {
  return [...new Set(names)].filter((name) => v.is(Scope, name));
}
