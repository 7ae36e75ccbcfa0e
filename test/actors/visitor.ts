// A client at a door: a socket that keeps what it is sent, and the frames that a client would send.
import { Door, type DoorDeps, newSeat } from '../../actors/door.ts';
import { sayHello } from '../../actors/hello.ts';
import type { Admission, Answer, Principal, Seat, Socket } from '../../src/ports.ts';
import type { Scope } from '../../src/protocol/scopes.ts';
import { connectParams, localFacts } from '../auth/client.ts';
import { settled } from './fixture.ts';

export class FakeSocket implements Socket {
  #seat: Seat;
  /** The seat as somebody would find it who was not here. */
  kept: Seat;
  readonly sent: string[] = [];
  closed: { code: number; reason: string } | null = null;
  stranger = true;
  /** How much its client has not read yet. */
  unread = 0;

  constructor(over: Partial<Seat> = {}) {
    this.#seat = { ...newSeat(localFacts, 5), ...over };
    this.kept = structuredClone(this.#seat);
  }

  get seat(): Seat {
    return this.#seat;
  }

  set seat(seat: Seat) {
    this.#seat = seat;
    this.moved();
  }

  moved(): void {
    this.kept = structuredClone(this.#seat);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }

  buffered(): number {
    return this.unread;
  }

  admitted(): void {
    this.stranger = false;
  }

  get frames(): Frame[] {
    return this.sent.map((text) => JSON.parse(text));
  }

  events(name?: string): Frame[] {
    return this.frames.filter(({ type, event }) => type === 'event' && (name === undefined || event === name));
  }

  answers(id: string): Frame[] {
    return this.frames.filter((frame) => frame.type === 'res' && frame.id === id);
  }
}

export type Frame = {
  type: string;
  id?: string;
  ok?: boolean;
  event?: string;
  seq?: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the wire said
  payload?: any;
  error?: { code: string; message: string; details?: Record<string, unknown>; retryAfterMs?: number };
};

export function request(id: string, method: string, params?: unknown): string {
  return JSON.stringify({ type: 'req', id, method, params });
}

export const connect = request('hello', 'connect', connectParams());

export function admissionOf(scopes: Scope[] = ['operator.read', 'operator.write']): Admission {
  const principal: Principal = {
    role: 'operator',
    scopes,
    client: connectParams().client,
    method: 'token',
    deviceId: null,
    user: null,
    until: null,
  };
  return { principal };
}

export const health = {
  ok: true as const,
  ts: 1,
  durationMs: 0,
  channels: {},
  channelOrder: [],
  channelLabels: {},
  defaultAgentId: 'main',
  agents: [],
  sessions: { path: 'here', count: 0, recent: [] },
};

export const helloFacts = {
  version: '1',
  bootId: 'boot',
  startedAt: 0,
  now: 1,
  methods: [],
  events: [],
  tickMs: 30_000,
  authMode: 'token' as const,
  sessionDefaults: { defaultAgentId: 'main', mainKey: 'main', mainSessionKey: 'agent:main:main' },
};

export function openDoor(given: Partial<DoorDeps> = {}) {
  const served: string[] = [];
  const door = new Door({
    auth: async () => admissionOf(),
    serve: async (_caller, method): Promise<Answer> => {
      served.push(method);
      return { result: { served: method } };
    },
    hello: ({ connId }, admission) =>
      sayHello(helloFacts, { presence: [], health, stateVersion: { presence: 1, health: 1 } }, connId, admission),
    now: () => 5,
    ...given,
  });
  const enter = async (over: Partial<Seat> = {}, params: unknown = connectParams()) => {
    const socket = new FakeSocket(over);
    door.opened(socket);
    await door.received(socket, request('hello', 'connect', params));
    await settled();
    return socket;
  };
  return { door, served, enter };
}
