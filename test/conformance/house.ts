// What the tests of one subject share: a gateway with a model behind it, and clients that are judged after each test.
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { ClientOptions } from 'ws';
import { Client } from '../fixtures/client.ts';
import { endGateways, type Gateway, type GatewayOptions } from '../fixtures/gateway.ts';
import { connect, type Greeting } from '../fixtures/greeting.ts';
import { type Model, modelSettings, startModel } from '../fixtures/model.ts';

export type Start = (options?: GatewayOptions) => Promise<Gateway>;

/** What the place is that the gateways run in, where what is seen from outside differs. */
export type Traits = {
  database: 'file' | 'remote';
  /** A deployment has no disk and starts no programs, its settings change with the next one, and nobody says goodbye. */
  host: 'machine' | 'edge';
};

export type House = {
  readonly traits: Traits;
  readonly edge: boolean;
  readonly gateway: Gateway;
  readonly model: Model;
  start: Start;
  /** A client that is in. */
  connect(greeting?: Greeting & { path?: string; socket?: ClientOptions; to?: Gateway }): Promise<Client>;
  /** A socket that has not said who it is. */
  open(options?: { path?: string; socket?: ClientOptions; to?: Gateway }): Promise<Client>;
  /** A name for a session that no other test has. */
  key(): string;
};

export function openHouse(
  start: Start,
  settings: (model: Model) => NonNullable<GatewayOptions['settings']> = modelSettings,
  traits: Traits = { database: 'file', host: 'machine' },
): House {
  let gateway: Gateway | null = null;
  let model: Model | null = null;
  let sessions = 0;
  const clients: Client[] = [];

  beforeAll(async () => {
    model = await startModel();
    gateway = await start({ settings: settings(model) });
  });

  afterEach(() => {
    const judged = clients.splice(0);
    for (const client of judged) client.terminate();
    expect(judged.flatMap(({ problems }) => problems)).toEqual([]);
  });

  afterAll(async () => {
    await endGateways();
    await model?.close();
  });

  const known = (client: Client): Client => {
    clients.push(client);
    return client;
  };

  return {
    traits,
    edge: traits.host === 'edge',
    get gateway() {
      if (!gateway) throw new Error('The gateway is started before the first test');
      return gateway;
    },
    get model() {
      if (!model) throw new Error('The model is started before the first test');
      return model;
    },
    start,
    async connect({ to, ...greeting } = {}) {
      return known(await connect(to ?? this.gateway, greeting));
    },
    async open({ path = '/', socket, to } = {}) {
      const { url, headers } = to ?? this.gateway;
      return known(await Client.open(new URL(path, url).href, { ...(headers ? { headers } : {}), ...socket }));
    },
    key() {
      sessions += 1;
      return `agent:main:test-${sessions}`;
    },
  };
}
