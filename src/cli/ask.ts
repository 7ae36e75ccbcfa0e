// One question to the gateway: connect with the least scopes that what is asked needs, ask, close.
import * as v from 'valibot';
import { isMethodName, type MethodName, operations } from '../protocol/operations.ts';
import { Scope } from '../protocol/scopes.ts';
import { findTarget, type Target } from './connection.ts';
import { CommandFailure } from './failure.ts';
import { GatewayClient } from './gateway-client.ts';
import type { GlobalOptions } from './options.ts';
import type { World } from './world.ts';

export type Asking = { world: World; options: GlobalOptions; version: string };

export function reach({ options, version }: Asking, target: Target, scopes: Scope[]): Promise<GatewayClient> {
  const about = { timeoutMs: options.timeout, version, platform: process.platform };
  return GatewayClient.connect({ ...target, ...about, scopes });
}

/** Lends a client that may call these methods. */
export function withGateway<T>(
  asking: Asking,
  methods: readonly MethodName[],
  use: (client: GatewayClient) => Promise<T>,
): Promise<T> {
  return withScopes(asking, scopesOf(methods), use);
}

/** `given` are scopes that the question gives to somebody else: nobody gives what he does not have. */
export function ask(asking: Asking, method: MethodName, params?: unknown, given: Scope[] = []): Promise<unknown> {
  const scopes = [...new Set([...scopesOf([method]), ...given])];
  return withScopes(asking, scopes, (client) => client.request(method, params));
}

/** What is not known here is asked with no more than reading, and again with the scope that the refusal named. */
export async function askAnything(asking: Asking, method: string, params: unknown): Promise<unknown> {
  const once = (scopes: Scope[]) => withScopes(asking, scopes, (client) => client.request(method, params));
  const scopes: Scope[] = isMethodName(method) ? scopesOf([method]) : ['operator.read'];
  try {
    return await once(scopes);
  } catch (error) {
    // A refused request did nothing.
    const missing = error instanceof CommandFailure ? error.details?.missingScope : undefined;
    if (!v.is(Scope, missing) || scopes.includes(missing)) throw error;
    return once([missing]);
  }
}

async function withScopes<T>(asking: Asking, scopes: Scope[], use: (client: GatewayClient) => Promise<T>): Promise<T> {
  const client = await reach(asking, findTarget(asking.world, asking.options), scopes);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

function scopesOf(methods: readonly MethodName[]): Scope[] {
  return [...new Set(methods.map((name) => operations[name].scope))];
}
