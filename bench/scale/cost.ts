// What a month costs, from what a simulated day counted and from the table of prices; nothing is put in by hand.
import {
  cloudflare,
  GB_OF_OBJECT,
  MESSAGES_OF_A_REQUEST,
  machine,
  tursoMore,
  tursoPlans,
  workersPaid,
} from './prices.ts';
import type { Tally } from './tally.ts';

const DAYS = 30;
/** A machine is not loaded to its edge. */
const LOADED = 0.7;

export type Each = { bytes: number; milliseconds: number };
export type Cost = { items: Record<string, number>; cloudflare: number; turso: number; plan: string; month: number };

/** `bytes`: what a run leaves in the database. `milliseconds`: what the Worker in front computes for a request, at most. */
export function costOf(day: Tally, { bytes, milliseconds }: Each): Cost {
  const month = (count: number) => count * DAYS;
  const used = {
    workerRequests: month(day.workerRequests),
    // What objects compute is paid for with their time.
    workerMs: month(day.workerRequests * milliseconds),
    objectRequests: month(day.objectRequests + day.messagesIn / MESSAGES_OF_A_REQUEST),
    objectGbSeconds: month((day.activeMs / 1000) * GB_OF_OBJECT),
    objectRowsWritten: month(day.rowsOfObjects),
  };
  const items = Object.fromEntries(
    Object.entries(cloudflare).map(([name, { included, perUnit, unit }]) => {
      const count = Object.entries(used).find(([each]) => each === name)?.[1] ?? 0;
      return [name, (Math.max(0, count - included) / unit) * perUnit];
    }),
  );
  const platform = workersPaid.perMonth + Object.values(items).reduce((sum, each) => sum + each, 0);
  const database = tursoOf(month(day.databaseRowsWritten), month(day.databaseRowsRead), month(day.ended * bytes));
  return { items, cloudflare: platform, turso: database.cost, plan: database.plan, month: platform + database.cost };
}

/** Machines of one's own that sqld needs for so many processors. */
export function machinesFor(processors: number): number {
  return Math.max(1, Math.ceil(processors / LOADED / machine.processors));
}

/** The cheapest plan that carries it. */
function tursoOf(written: number, read: number, bytes: number): { plan: string; cost: number } {
  const gigabytes = bytes / 1e9;
  const plans = tursoPlans.map((plan) => {
    const rows = Math.max(0, written - plan.rowsWritten) * tursoMore.rowsWritten;
    const reads = Math.max(0, read - plan.rowsRead) * tursoMore.rowsRead;
    const kept = Math.max(0, gigabytes - plan.gigabytes) * plan.perGigabyte;
    return { plan: plan.name, cost: plan.perMonth + rows + reads + kept };
  });
  return plans.reduce((best, plan) => (plan.cost < best.cost ? plan : best));
}
