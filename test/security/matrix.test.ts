// Everybody before every house, judged twice: by the doors, and by the rules as the papers tell them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sized } from '../fixtures/sized.ts';
import { OWN, PROXY } from './doorway.ts';
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
  type Outcome,
  openHouse,
  origins,
  peers,
  strangerOf,
  wishes,
} from './situations.ts';

type Dimensions = { [Name in keyof Case]: Case[Name][] };
type Way = 'socket' | 'http';

/** After so many differences nobody reads on. */
const ENOUGH = 5;
/** Of so many cases one is judged. No dimension has as many values, or a multiple: each value meets every other. */
const STEP = sized(7, 1);

/** Of the values that are judged alike, one. */
const reduced: Dimensions = {
  credential: ['nothing', 'the secret', 'a wrong secret', 'the device token', 'a bootstrap token'],
  device: devices,
  client: ['cli', 'openclaw-control-ui', 'openclaw-probe'],
  asks: [['operator.read', 'operator.write'], ['operator.admin']],
  peer: ['127.0.0.1', '192.0.2.66', PROXY, OWN],
  host: ['localhost:18789', 'evil.example'],
  origin: ['none', 'own', 'https://evil.example'],
  forwarded: ['nothing', 'a client', 'this machine', 'a user', 'a user and a client'],
  ceiling: [undefined],
};

const ofEveryWay = [
  'host_not_allowed',
  'none',
  'none_only_locally',
  'origin_not_allowed',
  'password',
  'password_mismatch',
  'password_missing',
  'proxy_attribution_required',
  'token',
  'token_mismatch',
  'token_missing',
  'trusted-proxy',
  'trusted_proxy_client_missing',
  'trusted_proxy_local_interface_source',
  'trusted_proxy_loopback_source',
  'trusted_proxy_no_identity',
  'trusted_proxy_untrusted_source',
  'trusted_proxy_user_missing',
];

test('The doors and the papers agree on every socket of the matrix', async () => {
  const { differences, reached } = await compareAll(houses, 'socket', reduced);
  expect(differences).toEqual([]);
  expect(reached).toEqual(
    [
      ...ofEveryWay,
      'bootstrap_token_invalid',
      'control_ui_device_identity_required',
      'device-signature',
      'device-token',
      'device_identity_required',
      'device_token_mismatch',
      'origin_missing_or_invalid',
      'pairing_required_not-paired',
      'pairing_required_scope-upgrade',
      'password_missing_config',
    ].sort(),
  );
}, 60_000);

test('The doors and the papers agree on every HTTP request of the matrix', async () => {
  const { differences, reached } = await compareAll(houses, 'http', {
    ...reduced,
    ...{ device: ['none'], client: ['cli'], asks: [undefined] },
    credential: ['nothing', 'the secret', 'the secret in the other field', 'a wrong secret', 'the device token'],
    peer: peers,
    origin: [...reduced.origin, 'null'],
    ceiling: [undefined, '', 'operator.read'],
  });
  expect(differences).toEqual([]);
  expect(reached).toEqual([...ofEveryWay, 'origin_missing_or_invalid'].sort());
});

test('The doors and the papers agree on what the user of a proxy gets, whatever the settings and x-openclaw-scopes say', async () => {
  const gifts: House['given'][] = [
    [],
    ['operator.read'],
    ['operator.write'],
    ['operator.approvals'],
    ['operator.admin'],
  ];
  const enrolments: House['autoApproved'][] = [
    null,
    ['operator.read'],
    ['operator.write', 'operator.questions'],
    ['operator.admin'],
  ];
  const behind = houses['a trusted proxy'] ?? expect.fail('it is one of the houses');
  const rows = gifts.flatMap((given) => enrolments.map((autoApproved) => ({ ...behind, given, autoApproved })));
  const named = Object.fromEntries(rows.map((house) => [JSON.stringify(house), house]));
  const visitors: Dimensions = {
    ...{ credential: ['nothing'], client: reduced.client, device: devices, asks: wishes, ceiling: ceilings },
    ...{ peer: [PROXY], host: ['localhost:18789'], origin: ['own'], forwarded: ['a user and a client'] },
  };
  for (const way of ['socket', 'http'] as const)
    expect((await compareAll(named, way, visitors)).differences).toEqual([]);
});

test('The doors and the papers agree on whatever is drawn from the whole matrix', async () => {
  // Half of them come as far as the secret, or what they draw of the rest would hardly matter.
  const anybody = fc.record({
    credential: fc.constantFrom(...credentials),
    device: fc.constantFrom(...devices),
    client: fc.constantFrom(...clients),
    asks: fc.constantFrom(...wishes),
    peer: fc.oneof(fc.constantFrom('127.0.0.1', PROXY), fc.constantFrom(...peers)),
    host: fc.oneof(fc.constant('localhost:18789'), fc.constantFrom(...hosts)),
    origin: fc.oneof(fc.constantFrom('none', 'own'), fc.constantFrom(...origins)),
    forwarded: fc.oneof(fc.constantFrom('nothing', 'a user and a client'), fc.constantFrom(...Object.keys(forwarded))),
    ceiling: fc.constantFrom(...ceilings),
  });
  const anywhere = fc.constantFrom(...(await openAll(houses)));
  const property = fc.asyncProperty(anywhere, fc.constantFrom('socket', 'http'), anybody, async (place, way, one) => {
    expect((await compare(place, way, one)).difference).toBeNull();
  });
  await fc.assert(property, { numRuns: sized(1500, 6000) });
});

type Place = { name: string; house: House; knock: Awaited<ReturnType<typeof openHouse>> };

function openAll(named: Record<string, House>): Promise<Place[]> {
  const open = async ([name, house]: [string, House]) => ({ name, house, knock: await openHouse(house) });
  return Promise.all(Object.entries(named).map(open));
}

/** The first few of the cases that are judged differently, and every rule or way in that some case came to. */
async function compareAll(named: Record<string, House>, way: Way, dimensions: Dimensions) {
  const reached = new Set<string>();
  const differences: object[] = [];
  const visit = async (place: Place) => {
    let count = 0;
    for (const one of product(dimensions)) {
      count += 1;
      if (count % STEP !== 0) continue;
      const { verdict, difference } = await compare(place, way, one);
      reached.add('refused' in verdict ? verdict.refused : verdict.method);
      if (difference) differences.push(difference);
      if (differences.length >= ENOUGH) return;
    }
  };
  await Promise.all((await openAll(named)).map(visit));
  return { differences, reached: [...reached].sort() };
}

async function compare({ name, house, knock }: Place, way: Way, one: Case) {
  const outcome = await knock(way, one);
  const { verdict } = outcome;
  const papers = judgeNaively(way, house, strangerOf(one));
  const marks = wrongMarks(house, one, outcome);
  const same = JSON.stringify(verdict) === JSON.stringify(papers) && marks.length === 0;
  return { verdict, difference: same ? null : { house: name, way, case: one, doors: verdict, papers, marks } };
}

/** A refusal leaves nothing but perhaps a request, and by the word of a proxy no device keeps what was not for devices. */
function wrongMarks(house: House, one: Case, { verdict, written, waiting, approved }: Outcome): string[] {
  const refused = 'refused' in verdict ? verdict.refused : null;
  const asks = refused?.startsWith('pairing_required') === true;
  const forDevices = one.device === 'new' ? (house.autoApproved ?? []) : ['operator.read', 'operator.write'];
  const vouchedFor = 'method' in verdict && verdict.method === 'trusted-proxy';
  const tooMuch = vouchedFor ? approved.filter((scope) => !has(forDevices, scope)) : [];
  return [
    ...(waiting === (asks ? 1 : 0) ? [] : [`${waiting} wait for approval`]),
    ...(refused !== null && written ? ['a device was written'] : []),
    ...tooMuch.map((scope) => `the device keeps ${scope}`),
  ];
}

function* product(values: Dimensions): Generator<Case> {
  for (const credential of values.credential)
    for (const device of values.device)
      for (const client of values.client)
        for (const asks of values.asks)
          for (const peer of values.peer)
            for (const host of values.host)
              for (const origin of values.origin)
                for (const forwarded of values.forwarded)
                  for (const ceiling of values.ceiling)
                    yield { credential, device, client, asks, peer, host, origin, forwarded, ceiling };
}
