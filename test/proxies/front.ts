// A proxy with its sign-in before the gateway, and those who come through it as a browser does: by the site's name, with
// a session of the sign-in and nothing else.
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import * as v from 'valibot';
import { afterAll, beforeAll } from 'vitest';
import type { ClientOptions } from 'ws';
import type { House } from '../conformance/house.ts';
import type { Client } from '../fixtures/client.ts';
import type { Gateway } from '../fixtures/gateway.ts';
import { type Greeting, greet } from '../fixtures/greeting.ts';
import { type ProxyKind, type RunningProxy, SITE, startProxy } from '../fixtures/proxy.ts';
import { cookieOf, type SignIn, startSignIn } from '../fixtures/sign-in.ts';
import type { SetUp } from './documented.ts';

export type Visitor = { session?: string; headers?: Record<string, string> };
export type Asked = Visitor & { method?: string; body?: object };

export type Front = {
  kind: ProxyKind;
  readonly proxy: RunningProxy;
  readonly signIn: SignIn;
  readonly house: House;
  /** Somebody who is in. */
  connect(visitor: Visitor, greeting?: Greeting): Promise<Client>;
  /** The rule that keeps somebody out on a socket. */
  refusal(visitor: Visitor, greeting?: Greeting): Promise<string>;
  /** An answer over HTTP, as it begins. */
  ask(path: string, asked?: Asked): Promise<IncomingMessage>;
  /** What a visitor sends, for clients that are made elsewhere. */
  sent(visitor: Visitor): Record<string, string>;
  /** The same front with a proxy that is set up otherwise. */
  otherwise(change: (text: string) => string, work: (front: Front) => Promise<void>): Promise<void>;
};

export const ORIGIN = `https://${SITE}`;

export function openFront(house: House, kind: ProxyKind, { site }: SetUp): Front {
  let proxy: RunningProxy | null = null;
  let signIn: SignIn | null = null;
  const siteNow = () => site(kind, { gateway: house.gateway.port, signIn: there(signIn).port });

  beforeAll(async () => {
    signIn = await startSignIn();
    proxy = await startProxy(kind, siteNow());
  });
  afterAll(async () => {
    await proxy?.stop();
    await signIn?.close();
  });

  const at = (own: () => RunningProxy): Front => ({
    kind,
    house,
    get proxy() {
      return own();
    },
    get signIn() {
      return there(signIn);
    },
    connect: (visitor, greeting) =>
      house.connect({ auth: {}, ...greeting, to: through(house.gateway, own()), socket: options(own(), visitor) }),
    refusal: (visitor, greeting) => refusalOf(house, through(house.gateway, own()), options(own(), visitor), greeting),
    ask: (path, asked = {}) => askThrough(own(), path, asked),
    sent,
    async otherwise(change, work) {
      const { text, ...rest } = siteNow();
      const other = await startProxy(kind, { ...rest, text: change(text) });
      await work(at(() => other)).finally(other.stop);
    },
  });
  return at(() => there(proxy));
}

function there<Thing>(thing: Thing | null): Thing {
  if (thing === null) throw new Error('The proxy is started before the first test');
  return thing;
}

function sent({ session, headers }: Visitor): Record<string, string> {
  return { host: SITE, ...(session === undefined ? {} : { cookie: cookieOf(session) }), ...headers };
}

function options({ ca }: RunningProxy, visitor: Visitor): ClientOptions {
  return { agent: new Agent({ ca, servername: SITE }), headers: sent(visitor) };
}

function through(gateway: Gateway, { address, port }: RunningProxy): Gateway {
  return { ...gateway, url: `wss://${address}:${port}/`, http: `https://${address}:${port}` };
}

const Refused = v.object({ rule: v.string(), next: v.pipe(v.string(), v.nonEmpty()) });

/** The rule that keeps somebody out. */
export async function refusalOf(house: House, to: Gateway, socket: ClientOptions, greeting: Greeting = {}) {
  const client = await house.open({ to, socket });
  const { ok, error } = await greet(client, to, { auth: {}, ...greeting });
  if (ok) throw new Error('Somebody was expected to be refused, and came in');
  return v.parse(Refused, error?.details).rule;
}

function askThrough(
  { address: host, port, ca }: RunningProxy,
  path: string,
  { method = 'GET', body, ...visitor }: Asked,
) {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise<IncomingMessage>((resolve, reject) => {
    const asking = { host, port, path, method, ca, servername: SITE, agent: false };
    const asked = request({ ...asking, headers: { ...sent(visitor), ...json } }, resolve);
    asked.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

export async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += part;
  return text;
}
