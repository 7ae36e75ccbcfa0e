// From a method's name to its answer: one loop over the tables, one check of the scope.
import { invalidRequest, missingScope } from '../errors.ts';
import type { Caller, Serve } from '../ports.ts';
import { allows } from '../protocol/scopes.ts';
import type { Method, Surroundings, Table } from './method.ts';
import { keyOf } from './target.ts';

export function createServe(tables: readonly Table[], around: Surroundings, bound?: string): Serve {
  const methods = new Map<string, Method>(tables.flatMap((table) => Object.entries(table)));
  return async (caller, name, params) => {
    const method = methods.get(name);
    if (!method) throw invalidRequest(`unknown method: ${name}`);
    const own = method.ownNeedsNone && isOwnDevice(params, caller);
    if (!own && !allows(caller.principal.scopes, method.scope)) throw missingScope(method.scope);
    return method.serve(name, caller, bound === undefined ? params : bind(params, bound, around), around);
  };
}

function isOwnDevice(params: unknown, { principal }: Caller): boolean {
  if (typeof params !== 'object' || params === null || !('deviceId' in params)) return false;
  return principal.deviceId !== null && params.deviceId === principal.deviceId;
}

export function methodNames(tables: readonly Table[]): string[] {
  return tables.flatMap((table) => Object.keys(table)).sort();
}

/** On a session's own socket every request is about that session, whether or not it says so. */
function bind(params: unknown, key: string, around: Surroundings): unknown {
  const given = typeof params === 'object' && params !== null ? params : {};
  for (const name of ['sessionKey', 'key'] as const) {
    const value: unknown = Object.getOwnPropertyDescriptor(given, name)?.value;
    if (typeof value === 'string' && keyOf(value, undefined, around) !== key) {
      throw invalidRequest(
        `Cannot reach ${value} on this socket: it belongs to ${key}; connect to / for other sessions`,
      );
    }
  }
  return { ...given, sessionKey: key, key };
}
