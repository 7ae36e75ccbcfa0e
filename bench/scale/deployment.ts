// A deployment, or a slice of one, in virtual time: requests find their objects as they do in src/worker.ts.
import { addressed, objectName, readObjectName } from '../../src/edge/gateway-name.ts';
import { readSessionKey } from '../../src/protocol/session-key.ts';
import { Chance } from './chance.ts';
import { nameOf } from './routing.ts';
import type { Service } from './service.ts';
import { SimulatedGateway } from './simulated-gateway.ts';
import { deviceOf, SimulatedSession } from './simulated-session.ts';
import { newTally, type Tally } from './tally.ts';
import { attend, type Traffic, visit } from './traffic.ts';
import { VirtualTime } from './virtual-time.ts';

export type Slice = {
  traffic: Traffic;
  /** Which gateways, with all of their sessions. */
  gateways: readonly number[];
  seed: number;
  /** Virtual milliseconds of the day. */
  from: number;
  until: number;
};

export class Deployment {
  readonly tally: Tally = newTally();
  readonly sessions = new Map<string, SimulatedSession>();
  readonly gateways = new Map<string, SimulatedGateway>();
  readonly clock = new VirtualTime();
  readonly #service: Service;
  readonly #names: string;

  constructor(service: Service, names: readonly string[]) {
    this.#service = service;
    this.#names = names.join(' ');
  }

  /** The object that a request at this address reaches. */
  at(address: string): SimulatedSession {
    const at = addressed(new URL(address), this.#names);
    if (!at) throw new Error(`No gateway is at ${address}`);
    const [, , given = 'main'] = at.path.split('/');
    const { key } = readSessionKey(decodeURIComponent(given));
    const name = objectName(at.gateway, key);
    const known = this.sessions.get(name);
    if (known) return known;
    const { gateway } = readObjectName(name);
    const around = { clock: this.clock, tally: this.tally, service: this.#service, gateway: this.gateway(gateway) };
    const session = new SimulatedSession(around, 'main');
    this.sessions.set(name, session);
    return session;
  }

  gateway(name: string): SimulatedGateway {
    const known = this.gateways.get(name) ?? new SimulatedGateway(this.clock, this.tally, this.#service);
    this.gateways.set(name, known);
    return known;
  }
}

/** Session of rank r belongs to gateway r modulo their number: each has some of the busy ones. */
export async function simulate(service: Service, { traffic, gateways, seed, from, until }: Slice): Promise<Deployment> {
  const deployment = new Deployment(service, gateways.map(nameOf));
  const { clock } = deployment;
  await clock.run(from);
  for (const gateway of gateways) {
    const object = deployment.gateway(nameOf(gateway));
    attend(clock, traffic.attended, seed ^ (gateway * 7919 + 1), (here) =>
      here ? void object.come(1) : object.leave(1),
    );
    const lost = from + new Chance(seed ^ (gateway * 104729 + 1)).draw() * (until - from);
    clock.at(lost, () => object.expel(deviceOf(gateway)));
    for (let rank = gateway; rank < traffic.sessions; rank += traffic.gateways) {
      const address = `https://${nameOf(gateway)}.example/sessions/person-${rank}/socket`;
      visit(clock, traffic, rank, seed ^ (rank * 2654435761), {
        ask: (answerMs, socket) => deployment.at(address).ask(answerMs, socket),
        open: (socket) => deployment.at(address).open(socket),
        close: (socket) => deployment.at(address).close(socket),
      });
    }
  }
  await clock.run(until);
  return deployment;
}
