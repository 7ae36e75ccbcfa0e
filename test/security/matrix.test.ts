// Everybody before every house, judged twice: by the doors, and by the rules as the papers tell them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLIENT, OWN, PROXY } from './doorway.ts';
import { type House, has, judgeNaively } from './naive-judge.ts';
import {
  type Case,
  ceilings,
  clients,
  credentials,
  devices,
  forwarded,
  hosts,
  houses,
  openHouse,
  origins,
  peers,
  strangerOf,
  wishes,
} from './situations.ts';

type Dimensions = { [Name in keyof Case]: readonly Case[Name][] };
type Knock = Awaited<ReturnType<typeof openHouse>>;

const whole: Dimensions = {
  credential: credentials,
  device: devices,
  client: clients,
  asks: wishes,
  peer: peers,
  host: hosts,
  origin: origins,
  forwarded: Object.keys(forwarded),
  ceiling: ceilings,
};
/** Of what is judged alike one is enough. */
const reduced: Dimensions = {
  credential: ['nothing', 'the secret', 'a wrong secret', 'the device token', 'a bootstrap token'],
  device: devices,
  client: ['cli', 'openclaw-control-ui'],
  asks: [['operator.read', 'operator.write'], ['operator.admin']],
  peer: ['127.0.0.1', '192.0.2.66', PROXY, OWN],
  host: ['localhost:18789', 'evil.example'],
  origin: ['none', 'own', 'https://evil.example'],
  forwarded: [
    'no headers of a proxy',
    'X-Forwarded-For',
    'X-Forwarded-For of loopback',
    'a user',
    'a user and X-Forwarded-For',
  ],
  ceiling: [undefined],
};

function casesOf(dimensions: Dimensions): Case[] {
  let cases: Partial<Case>[] = [{}];
  for (const [name, values] of Object.entries(dimensions)) {
    cases = cases.flatMap((one) => values.map((value) => ({ ...one, [name]: value })));
  }
  return cases as Case[];
}

/** What the doors and the papers do not agree on; null when they do. */
async function compare(house: House, knock: Knock, way: 'socket' | 'http', one: Case) {
  const { verdict, ...marks } = await knock(way, one);
  const expected = judgeNaively(way, house, strangerOf(one));
  const wrong = marks;
  const same = JSON.stringify(verdict) === JSON.stringify(expected) ;
  return { verdict, difference: same ? null : { house, way, ...one, doors: verdict, papers: expected } };
}
async function judgeAll(rows: House[], way: 'socket' | 'http', cases: Case[]) {
  const outcomes = new Set<string>();
  const differences: any[] = [];
  let count = 0;
  const start = performance.now();
  await Promise.all(
    rows.map(async (house) => {
      const knock = await openHouse(house);
      for (const one of cases) {
        count += 1;
        const { verdict, difference } = await compare(house, knock, way, one);
        outcomes.add('refused' in verdict ? verdict.refused : verdict.method);
        if (difference) differences.push(difference);
      }
    }),
  );
  console.log(way, count, performance.now() - start, differences.length, [...outcomes].sort());
  const groups = new Map<string, any>();
  for (const d of differences) { const k = JSON.stringify([d.doors.refused ?? d.doors.method, d.papers.refused ?? d.papers.method]); groups.set(k, [...groups.get(k) ?? [], d]); }
  for (const [k, v] of groups) console.log(k, v.length, JSON.stringify(v[0]), JSON.stringify(v[v.length>>1]), JSON.stringify(v.at(-1)));
  return { outcomes, differences };
}

test('socket', async () => {
  await judgeAll(Object.values(houses), 'socket', casesOf(reduced));
}, 200000);
test('http', async () => {
  await judgeAll(Object.values(houses), 'http', casesOf({ ...reduced, device: ['none'], client: ['cli'], asks: [undefined], credential: ['nothing', 'the secret', 'the secret in the other field', 'a wrong secret', 'the device token'], peer: peers, ceiling: [undefined, '', 'operator.read'] }));
}, 200000);
test('vouched', async () => {
  const gives: House['given'][] = [[], ['operator.read'], ['operator.write'], ['operator.approvals'], ['operator.admin']];
  const autos: House['autoApproved'][] = [null, ['operator.read'], ['operator.write', 'operator.questions'], ['operator.admin']];
  const rows = gives.flatMap((given) => autos.map((autoApproved) => ({ ...houses['trusted-proxy'], given, autoApproved })));
  await judgeAll(rows, 'socket', casesOf({ ...reduced, credential: ['nothing'], client: ['cli', 'openclaw-control-ui'], asks: wishes, peer: [PROXY], host: ['localhost:18789'], origin: ['own'], forwarded: ['a user and X-Forwarded-For'], ceiling: ceilings }));
  await judgeAll(rows, 'http', casesOf({ ...reduced, credential: ['nothing'], client: ['cli'], device: ['none'], asks: [undefined], peer: [PROXY], host: ['localhost:18789'], origin: ['own'], forwarded: ['a user and X-Forwarded-For'], ceiling: ceilings }));
}, 200000);
test('all', async () => {
  const knocks = await Promise.all(Object.values(houses).map(async (house) => ({ house, knock: await openHouse(house) })));
  const differences: any[] = [];
  const any = fc.record(Object.fromEntries(Object.entries(whole).map(([n, v]) => [n, fc.constantFrom(...v)])) as any);
  const start = performance.now();
  await fc.assert(fc.asyncProperty(any as fc.Arbitrary<Case>, fc.constantFrom(...knocks), fc.constantFrom('socket' as const, 'http' as const), async (one, { house, knock }, way) => {
    const { difference } = await compare(house, knock, way, one);
    if (difference) differences.push(difference);
  }), { numRuns: 20000 });
  console.log(performance.now() - start, differences.length);
  const groups = new Map<string, any>();
  for (const d of differences) { const k = JSON.stringify([d.way, d.doors.refused ?? d.doors.method, d.papers.refused ?? d.papers.method]); groups.set(k, [...groups.get(k) ?? [], d]); }
  for (const [k, v] of groups) console.log(k, v.length, JSON.stringify(v[0]));
}, 200000);
