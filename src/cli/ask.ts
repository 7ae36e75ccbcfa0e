// One question to the gateway: connect with the least scope, ask, close.
import * as v from 'valibot';
import { Scope } from '../protocol/scopes.ts';
import { findTarget, type Target } from './connection.ts';
import { CommandFailure } from './failure.ts';
import { GatewayClient } from './gateway-client.ts';
import type { GlobalOptions } from './options.ts';
import type { World } from './world.ts';

export type Asking = { world: World; options: GlobalOptions; version: string; scopes: Scope[] };

export function reach({ options, version, scopes }: Asking, target: Target): Promise<GatewayClient> {
  const about = { timeoutMs: options.timeout, version, platform: process.platform };
  return GatewayClient.connect({ ...target, ...about, scopes });
}

export async function withGateway<T>(asking: Asking, use: (client: GatewayClient) => Promise<T>): Promise<T> {
  const client = await reach(asking, findTarget(asking.world, asking.options));
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

export function ask(asking: Asking, method: string, params?: unknown): Promise<unknown> {
  return withGateway(asking, (client) => client.request(method, params));
}

/** Asks with no more than reading, and again with the scope that the refusal named: a refused request did nothing. */
export async function askWithLeastScope(asking: Asking, method: string, params: unknown): Promise<unknown> {
  try {
    return await ask(asking, method, params);
  } catch (error) {
    const missing = error instanceof CommandFailure ? error.details?.missingScope : undefined;
    if (!v.is(Scope, missing) || asking.scopes.includes(missing)) throw error;
    return ask({ ...asking, scopes: [missing] }, method, params);
  }
}
