// Who asks what, and when: the traffic of a day, drawn from a seed. These are assumptions, and the document says so.
import { Chance } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';

export type Traffic = {
  gateways: number;
  sessions: number;
  /** Runs a second when most is going on. */
  peakRuns: number;
  /** The share of them that comes by a socket to the session's own door; the others come over HTTP. */
  bySocket: number;
  /** The share of the time in which somebody is at a gateway's own door, and hears everything. */
  attended: number;
};

export const DAY_MS = 86_400_000;
/** Somebody opens a socket, asks again and again, and leaves. */
export const VISIT_MS = 600_000;
export const THINK_MS = 20_000;
/** How long a model speaks: half of the answers are shorter. */
export const ANSWER_MS = 5000;
const ANSWER_SPREAD = 0.7;
const ATTENDED_MS = 1_800_000;
const PEAK_HOUR = 20;
const NIGHT = 0.25;
/** The busiest sessions are about this many times as busy as the rest: none could ask faster than it is answered. */
const FLATTENED = 0.05;

/** How much is going on, of the most. */
export function dayCurve(time: number): number {
  const hour = (time / 3_600_000) % 24;
  return NIGHT + (1 - NIGHT) * ((1 + Math.cos((2 * Math.PI * (hour - PEAK_HOUR)) / 24)) / 2) ** 1.5;
}

export function meanOfDay(): number {
  const minutes = Array.from({ length: 1440 }, (_, minute) => dayCurve(minute * 60_000));
  return minutes.reduce((sum, each) => sum + each, 0) / minutes.length;
}

/** The share of all runs that the session of this rank has: after Zipf, flattened at the top. */
export function shareOf(rank: number, sessions: number): number {
  const flat = sessions * FLATTENED;
  const all = Math.log((sessions + flat) / flat);
  return 1 / ((rank + flat) * all);
}

type Heard = {
  /** Another run, by a socket that is open or over HTTP; the model will speak for so long. */
  ask(answerMs: number, socket: number | null): Promise<void>;
  open(socket: number): Promise<void>;
  close(socket: number): void;
};

/** Plans what one session is asked, from now on until the clock stops. */
export function visit(clock: VirtualTime, traffic: Traffic, rank: number, seed: number, heard: Heard): void {
  const chance = new Chance(seed);
  const peak = (traffic.peakRuns * shareOf(rank, traffic.sessions)) / 1000;
  const answer = () => chance.lognormal(ANSWER_MS, ANSWER_SPREAD);
  let sockets = 0;
  const visits = (peak * traffic.bySocket) / (VISIT_MS / THINK_MS);
  arrivals(clock, chance, visits, () => {
    sockets += 1;
    const socket = sockets;
    const until = clock.now + chance.pause(VISIT_MS);
    const next = () => {
      const time = clock.now + chance.pause(THINK_MS);
      if (time < until) clock.at(time, () => [heard.ask(answer(), socket), next()][0]);
      else clock.at(until, () => heard.close(socket));
    };
    next();
    return heard.open(socket);
  });
  arrivals(clock, chance, peak * (1 - traffic.bySocket), () => heard.ask(answer(), null));
}

/** Somebody comes to the gateway's own door, and leaves. */
export function attend(clock: VirtualTime, share: number, seed: number, present: (here: boolean) => void): void {
  if (share >= 1) present(true);
  if (share <= 0 || share >= 1) return;
  const chance = new Chance(seed);
  const away = () => clock.at(clock.now + chance.pause((ATTENDED_MS * (1 - share)) / share), come);
  const come = () => {
    present(true);
    clock.at(clock.now + chance.pause(ATTENDED_MS), () => {
      present(false);
      away();
    });
  };
  away();
}

/** By thinning: drawn for the peak, and kept with what the hour has of it. */
function arrivals(clock: VirtualTime, chance: Chance, peak: number, work: () => Promise<void>): void {
  if (peak <= 0) return;
  const next = () => {
    clock.at(clock.now + chance.pause(1 / peak), () => {
      const kept = chance.draw() < dayCurve(clock.now);
      next();
      return kept ? work() : undefined;
    });
  };
  next();
}
