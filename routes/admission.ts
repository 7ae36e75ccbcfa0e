// Who asks over HTTP, and whether what they kept of their scopes reaches so far.
import type { Context } from 'hono';
import { missingScope } from '../src/errors.ts';
import type { Principal } from '../src/ports.ts';
import { allows, type Scope } from '../src/protocol/scopes.ts';

/** Throws when it is nobody that may. */
export type Admit = (c: Context) => Promise<Principal>;

export async function admitFor(scope: Scope, c: Context, admit: Admit): Promise<Principal> {
  const principal = await admit(c);
  if (!allows(principal.scopes, scope)) throw missingScope(scope);
  return principal;
}
