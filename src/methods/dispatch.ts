// From a method's name to its answer: one loop over the tables, one check of who may.
import { type GatewayError, invalidRequest } from '../errors.ts';
import type { Serve } from '../ports.ts';
import { isMethodName, type MethodName } from '../protocol/operations.ts';
import type { Surroundings, Table } from './method.ts';
import { permitMethod } from './permission.ts';
import { keyOf } from './target.ts';

export function createServe(tables: readonly Table[], around: Surroundings, bound?: string): Serve {
  const methods = oneTable(tables);
  return async (caller, name, params) => {
    if (!isMethodName(name)) throw unknown(name);
    const method = methods[name];
    if (!method) throw unknown(name);
    permitMethod(name, caller, params, around);
    return method.serve(name, caller, bound === undefined ? params : bind(params, bound, around), around);
  };
}

export function oneTable(tables: readonly Table[]): Table {
  const all: Table = {};
  for (const table of tables) Object.assign(all, table);
  return all;
}

export function methodNames(tables: readonly Table[]): MethodName[] {
  return tables.flatMap((table) => Object.keys(table).filter(isMethodName)).sort();
}

function unknown(name: string): GatewayError {
  return invalidRequest(`unknown method: ${name}`);
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
