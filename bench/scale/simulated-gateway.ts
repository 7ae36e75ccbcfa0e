// One gateway object of the simulation: it serves one thing after another, and hands on what it is told to all who listen.
import { DurableAlarm } from '../../actors/durable-alarm.ts';
import { edgeLimits } from '../../actors/limits.ts';
import type { SessionEvent } from '../../src/commands.ts';
import type { Bulletin } from '../../src/store/bulletin.ts';
import { openStorage } from './object-storage.ts';
import type { Service } from './service.ts';
import type { Tally } from './tally.ts';
import type { VirtualTime } from './virtual-time.ts';

/** From one object to another, and back. */
const HOP_MS = 1;

export class SimulatedGateway {
  /** Deliveries and commits, by the second. */
  readonly told = new Map<number, number>();
  readonly committed = new Map<number, number>();
  readonly delays: number[] = [];
  readonly #clock: VirtualTime;
  readonly #tally: Tally;
  readonly #service: Service;
  readonly #alarm: DurableAlarm;
  readonly #expelled: { id: string; at: number }[] = [];
  #listeners = 0;
  #busyUntil = 0;

  constructor(clock: VirtualTime, tally: Tally, service: Service) {
    this.#clock = clock;
    this.#tally = tally;
    this.#service = service;
    this.#alarm = new DurableAlarm(openStorage(clock, tally, () => this.#rang()));
  }

  get attended(): boolean {
    return this.#listeners > 0;
  }

  /** What stands in the database for its sessions. */
  bulletin(): Bulletin {
    return { attended: this.attended, expelled: { devices: this.#expelled, before: 0 } };
  }

  /** Somebody lost a device, and said so. */
  expel(id: string): void {
    this.#expelled.push({ id, at: this.#clock.now });
  }

  async come(listeners: number): Promise<void> {
    this.#listeners += listeners;
    this.#tally.workerRequests += listeners;
    this.#tally.objectRequests += listeners;
    await this.#alarm.by(this.#clock.now + edgeLimits.tickMs);
  }

  leave(listeners: number): void {
    this.#listeners -= listeners;
  }

  deliver(events: readonly SessionEvent[]): Promise<boolean> {
    const { now } = this.#clock;
    const { told, handed } = this.#service;
    this.#tally.objectRequests += 1;
    this.#tally.deliveries += 1;
    once(this.told, now);
    const work = told.workerdMs + handed.workerdMs * this.#listeners * events.length;
    const start = Math.max(now, this.#busyUntil);
    this.#busyUntil = start + work;
    this.#tally.workerdMs += work;
    this.#tally.activeMs += work;
    this.delays.push(this.#busyUntil - now);
    return this.#clock.wait(this.#busyUntil - now + HOP_MS, this.attended);
  }

  async #rang(): Promise<void> {
    this.#alarm.rang();
    if (this.attended) await this.#alarm.by(this.#clock.now + edgeLimits.tickMs);
  }
}

/** One more in this second. */
export function once(seconds: Map<number, number>, now: number, count = 1): void {
  const second = Math.floor(now / 1000);
  seconds.set(second, (seconds.get(second) ?? 0) + count);
}
