// Who asks over HTTP, and whether they may do what the route is for.
import type { Context } from 'hono';
import { permit } from '../src/methods/permission.ts';
import type { Principal } from '../src/ports.ts';
import type { RouteName } from '../src/protocol/operations.ts';

/** Throws when it is nobody that may. */
export type Admit = (c: Context) => Promise<Principal>;

export async function admitFor(route: RouteName, c: Context, admit: Admit): Promise<Principal> {
  const principal = await admit(c);
  permit(route, principal);
  return principal;
}
