// What these tests share: a watched gateway on a database server of its own, and clients that are judged after each test.
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openDatabaseUrl } from '../../src/machine/database.ts';
import type { Client } from '../fixtures/client.ts';
import { endGateways } from '../fixtures/gateway.ts';
import { connect, type Greeting } from '../fixtures/greeting.ts';
import { type LossyProxy, startLossyProxy } from '../fixtures/lossy-proxy.ts';
import { type Model, modelSettings, startModel } from '../fixtures/model.ts';
import { type Sqld, startSqld } from '../fixtures/sqld.ts';
import { startWatched, type Watched } from './watched.ts';

export type House = {
  readonly model: Model;
  readonly gateway: Watched;
  readonly server: Sqld;
  /** Between the objects and the server, where a house is asked to have one. */
  readonly proxy: LossyProxy;
  enter(greeting?: Greeting & { path?: string }): Promise<Client>;
  /** A name for a session that no other test has. */
  key(): string;
};

/** The object of the gateway of a deployment that has only one. */
export const GATEWAY = 'main';
export const doorOf = (key: string) => `/sessions/${encodeURIComponent(key)}/socket`;

export function openHouse({ proxied = false } = {}): House {
  const opened: { model?: Model; gateway?: Watched; server?: Sqld; proxy?: LossyProxy } = {};
  const clients: Client[] = [];
  let sessions = 0;
  const given = <T>(one: T | undefined): T => one ?? expect.fail('The gateway is started before the first test');

  beforeAll(async () => {
    opened.model = await startModel();
    opened.server = await startMigrated();
    if (proxied) opened.proxy = await startLossyProxy(opened.server.url);
    const { url } = opened.proxy ?? opened.server;
    const environment = { PINCER_DATABASE_URL: url };
    opened.gateway = await startWatched({ settings: modelSettings(opened.model), environment });
  });
  afterEach(() => {
    // Among what is judged of each: that its events are numbered without a gap and without a repeat.
    const judged = clients.splice(0);
    for (const client of judged) client.terminate();
    expect(judged.flatMap(({ problems }) => problems)).toEqual([]);
  });
  afterAll(async () => {
    await endGateways();
    await Promise.all([opened.model?.close(), opened.proxy?.close(), opened.server?.remove()]);
  });

  return {
    get model() {
      return given(opened.model);
    },
    get gateway() {
      return given(opened.gateway);
    },
    get server() {
      return given(opened.server);
    },
    get proxy() {
      return given(opened.proxy);
    },
    async enter(greeting = {}) {
      const client = await connect(given(opened.gateway), greeting);
      clients.push(client);
      return client;
    },
    key() {
      sessions += 1;
      return `agent:main:edge-${sessions}`;
    },
  };
}

/** A database server with the tables in it, as `pincer migrate` makes them before a deployment. */
export async function startMigrated(): Promise<Sqld> {
  const server = await startSqld();
  (await openDatabaseUrl(server.url)).$client.close();
  return server;
}

/** How often a client was told an event with these words in it. */
export function told(client: Client, event: string, words: string): number {
  return client.frames.filter(
    (frame) => frame.type === 'event' && frame.event === event && JSON.stringify(frame.payload).includes(words),
  ).length;
}
