// What the platforms ask for, in US dollars, each with where it was read. Prices change: look them up before you decide.

/** From stored copies of the pages, which are some weeks to some months old. */
export const readOn = '2026-11-28';

type Price = { included: number; perUnit: number; unit: number; source: string };

const objects = 'https://developers.cloudflare.com/durable-objects/platform/pricing';
const workers = 'https://developers.cloudflare.com/workflows/reference/pricing/, which has those of Workers';
const turso = 'https://turso.tech/pricing, as api-evangelist/turso noted it on 2026-06-12';

/** The plan that all of it belongs to. */
export const workersPaid = { perMonth: 5, source: objects };

/** For a month. */
export const cloudflare = {
  workerRequests: { included: 10e6, perUnit: 0.3, unit: 1e6, source: workers },
  workerMs: { included: 30e6, perUnit: 0.02, unit: 1e6, source: workers },
  objectRequests: { included: 1e6, perUnit: 0.15, unit: 1e6, source: objects },
  objectGbSeconds: { included: 400_000, perUnit: 12.5, unit: 1e6, source: objects },
  objectRowsWritten: { included: 50e6, perUnit: 1, unit: 1e6, source: objects },
} satisfies Record<string, Price>;

/** Every object counts with this much memory, whatever it uses. */
export const GB_OF_OBJECT = 0.128;
/** So many messages that come in by a socket are one request. */
export const MESSAGES_OF_A_REQUEST = 20;

/** One month of each plan; beyond what it includes only the larger ones say what more costs. */
export const tursoPlans = [
  { name: 'Free', perMonth: 0, rowsWritten: 10e6, rowsRead: 500e6, gigabytes: 5, perGigabyte: 0.75 },
  { name: 'Developer', perMonth: 4.99, rowsWritten: 25e6, rowsRead: 2.5e9, gigabytes: 9, perGigabyte: 0.75 },
  { name: 'Scaler', perMonth: 24.92, rowsWritten: 100e6, rowsRead: 100e9, gigabytes: 24, perGigabyte: 0.5 },
  { name: 'Pro', perMonth: 416.58, rowsWritten: 250e6, rowsRead: 250e9, gigabytes: 50, perGigabyte: 0.45 },
] as const;
export const tursoMore = { rowsWritten: 1 / 1e6, rowsRead: 1 / 1e9, source: turso };

/** A small machine of one's own: two processors and 4 GB. Told in euros, which are taken for dollars here. */
export const machine = { perMonth: 4.11, processors: 2, source: 'https://docs.cnap.tech/compute/providers/hetzner' };
