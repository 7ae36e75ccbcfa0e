// One session object of the simulation. What it does follows actors/durable-session.ts line by line; the alarm, the courier
// with its backlog, and the rule of who has to leave are the real ones.
import { Courier } from '../../actors/courier.ts';
import { DurableAlarm } from '../../actors/durable-alarm.ts';
import { edgeLimits } from '../../actors/limits.ts';
import type { SessionEvent } from '../../src/commands.ts';
import { isExpelled } from '../../src/store/bulletin.ts';
import { openStorage } from './object-storage.ts';
import type { Service } from './service.ts';
import { once, type SimulatedGateway } from './simulated-gateway.ts';
import { Active, type Tally } from './tally.ts';
import type { VirtualTime } from './virtual-time.ts';

const BUSY = 'busy';
const SLEEP_MS = 10_000;
/** As actors/live-run.ts has them. */
const DELTA_MS = 25;
const CHECKPOINT_MS = 1000;

type Around = { clock: VirtualTime; tally: Tally; service: Service; gateway: SimulatedGateway };
type Memory = { alarm: DurableAlarm; courier: Courier; loaded: boolean };

export class SimulatedSession {
  asked = 0;
  readonly #around: Around;
  readonly #agentId: string;
  readonly #storage: DurableObjectState['storage'];
  readonly #active: Active;
  readonly #sockets = new Map<number, number>();
  readonly #waiting: number[] = [];
  #memory: Memory | null = null;
  #live: { until: number; runId: string } | null = null;
  #told = false;

  constructor(around: Around, agentId: string) {
    this.#around = around;
    this.#agentId = agentId;
    this.#active = new Active(around.tally);
    this.#storage = openStorage(around.clock, around.tally, () => this.#rang());
  }

  async open(socket: number): Promise<void> {
    const { clock, tally, service } = this.#around;
    tally.workerRequests += 1;
    tally.objectRequests += 1;
    tally.messagesIn += 1;
    tally.workerdMs += service.open.workerdMs;
    const { alarm } = this.#entered();
    this.#sockets.set(socket, clock.now);
    await alarm.by(clock.now + edgeLimits.tickMs);
    this.#left(service.request.ms);
  }

  close(socket: number): void {
    this.#sockets.delete(socket);
  }

  async ask(answerMs: number, socket: number | null): Promise<void> {
    // Whoever was sent away comes in anew.
    if (socket !== null && !this.#sockets.has(socket)) await this.open(socket);
    const { clock, tally, service } = this.#around;
    this.asked += 1;
    tally.asked += 1;
    if (socket === null) {
      // The Worker asks for the run, for what it says, and for its end.
      tally.workerRequests += 1;
      tally.objectRequests += 3;
    } else tally.messagesIn += 1;
    const { alarm } = this.#entered();
    this.#load();
    this.#storage.kv.put(BUSY, true);
    await alarm.by(clock.now + edgeLimits.busyMs);
    if (this.#live) {
      this.#waiting.push(answerMs);
      tally.waiting += 1;
    } else this.#begin(answerMs);
    this.#left(service.request.ms);
  }

  #begin(answerMs: number): void {
    const { clock, tally, service } = this.#around;
    const runId = `run-${this.asked}`;
    this.#live = { until: clock.now + answerMs, runId };
    tally.running += 1;
    tally.workerdMs += service.run.workerdMs + (service.second.workerdMs * answerMs) / 1000;
    this.#database(service.run);
    this.#active.begin(clock.now);
    this.#heard();
    this.#say(runId, 'start');
    const checkpoint = () => {
      if (this.#live?.runId !== runId || clock.now + CHECKPOINT_MS >= this.#live.until) return;
      clock.at(clock.now + CHECKPOINT_MS, () => {
        this.#database(service.second);
        this.#heard();
        this.#stream();
        checkpoint();
      });
    };
    this.#stream();
    checkpoint();
    clock.at(this.#live.until, () => this.#end(runId));
  }

  /** What the run says goes to the gateway while somebody is there; the courier puts together what cannot go at once. */
  #stream(): void {
    const { clock, gateway, tally } = this.#around;
    if (this.#told || !gateway.attended) return;
    this.#told = true;
    let seq = 0;
    const next = () => {
      const live = this.#live;
      if (!live || !gateway.attended || clock.now + DELTA_MS >= live.until) {
        this.#told = false;
        return;
      }
      seq += 1;
      tally.deltas += 1;
      const { runId } = live;
      const delta = { event: 'delta', runId, agentId: this.#agentId, seq, text: '', at: clock.now } as const;
      this.#memory?.courier.say([delta]);
      clock.at(clock.now + DELTA_MS, next);
    };
    next();
  }

  async #end(runId: string): Promise<void> {
    const { clock, tally } = this.#around;
    this.#live = null;
    tally.running -= 1;
    tally.ended += 1;
    this.#say(runId, 'end');
    this.#active.end(clock.now);
    const next = this.#waiting.shift();
    if (next === undefined) return;
    tally.waiting -= 1;
    this.#begin(next);
  }

  async #rang(): Promise<void> {
    const { clock, service } = this.#around;
    const { alarm } = this.#entered();
    alarm.rang();
    if (this.#sockets.size > 0) await alarm.by(clock.now + edgeLimits.tickMs);
    if (this.#storage.kv.get(BUSY) === true) {
      this.#load();
      if (!this.#live && this.#waiting.length === 0) this.#storage.kv.delete(BUSY);
      else await alarm.by(clock.now + edgeLimits.busyMs);
    }
    this.#left(service.wake.ms);
  }

  /** Whoever was idle for so long was put out of memory meanwhile, and is made anew. */
  #entered(): Memory {
    const { clock, tally, service, gateway } = this.#around;
    if (this.#memory && clock.now - this.#active.idleSince(clock.now) > SLEEP_MS) this.#memory = null;
    if (!this.#memory) {
      tally.wakes += 1;
      tally.workerdMs += service.wake.workerdMs;
      const courier = new Courier((events) => gateway.deliver(events));
      this.#memory = { alarm: new DurableAlarm(this.#storage), courier, loaded: false };
    }
    this.#active.begin(clock.now);
    return this.#memory;
  }

  #left(after: number): void {
    const { clock } = this.#around;
    clock.at(clock.now + after, () => this.#active.end(clock.now));
  }

  #load(): void {
    if (!this.#memory || this.#memory.loaded) return;
    this.#memory.loaded = true;
    this.#database(this.#around.service.wake);
  }

  /** What the gateway lets its sessions know comes along with every commit. */
  #heard(): void {
    const { attended, expelled } = this.#around.gateway.bulletin();
    if (attended) this.#memory?.courier.want(true);
    for (const [socket, openedAt] of this.#sockets)
      if (isExpelled(expelled, deviceOf(socket), openedAt)) {
        this.#sockets.delete(socket);
        this.#around.tally.dismissed += 1;
      }
  }

  #say(runId: string, phase: string): void {
    const { clock } = this.#around;
    const data = { phase };
    const payload = {
      runId,
      sessionKey: this.#agentId,
      agentId: this.#agentId,
      seq: 0,
      stream: 'lifecycle',
      ts: clock.now,
      data,
    } as const;
    const event: SessionEvent = { event: 'agent', payload };
    this.#memory?.courier.say([event]);
  }

  #database({ requests, commits, rowsRead, rowsWritten }: Omit<Service['run'], 'workerdMs'>): void {
    const { tally, service, clock, gateway } = this.#around;
    tally.databaseRequests += requests;
    tally.databaseRowsRead += rowsRead;
    tally.databaseRowsWritten += rowsWritten;
    tally.sqldMs += requests * service.request.sqldMs;
    tally.commits += commits;
    if (commits > 0) once(gateway.committed, clock.now, commits);
  }
}

/** Everybody has three, and takes one of them. */
export function deviceOf(socket: number): string {
  return `device-${socket % 3}`;
}
