// Section 1, limits at the door: guesses are counted for whom they are, and a crowd leaves room for those who belong here.
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { Antechamber } from '../../actors/antechamber.ts';
import { limits } from '../../actors/limits.ts';
import { limiterKey } from '../../src/auth/address.ts';
import { deviceToken } from '../../src/auth/device-token.ts';
import type { Credentials } from '../../src/protocol/connect.ts';
import { makeDevice } from '../auth/client.ts';
import { signingKey } from '../auth/ledger.ts';
import { openHouse } from '../conformance/house.ts';
import { Client } from '../fixtures/client.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { helloOf } from '../fixtures/greeting.ts';
import { A_SECOND_MS } from '../fixtures/patience.ts';
import { node } from '../fixtures/runtimes.ts';
import { doorway } from './doorway.ts';

const { address } = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4') ?? { address: null };

const house = openHouse(
  (options) => startGateway(node, options),
  () => ({ gateway: { bind: 'lan' } }),
);

const right = { auth: { token: 'the-token' } };
const mostWrong = 10;
type Door = ReturnType<typeof doorway>;
type Came = { refused: string } | { method: string };

async function guess({ socket }: Door, peers: readonly string[], times: number, auth: Credentials): Promise<Came[]> {
  const verdicts: Came[] = [];
  for (let count = 0; count < times; count += 1) {
    verdicts.push(await socket({ peer: peers[count % peers.length] ?? '', connect: { auth } }));
  }
  return verdicts;
}

describe('[1] guesses', () => {
  test('GHSA-5847-rm3g-23mw: an address and the same one in the clothes of IPv6 are one, and so is a /64', async () => {
    for (const [peers, other] of [
      [['1.2.3.4', '::ffff:1.2.3.4', '::ffff:102:304'], '1.2.3.5'],
      [['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:0db8:0001:0002::1'], '2001:db8:1:3::1'],
    ] as const) {
      const door = doorway();
      await guess(door, peers, mostWrong, { token: 'wrong' });
      for (const peer of peers)
        expect(await door.socket({ peer, connect: right }), peer).toEqual({ refused: 'rate_limited' });
      expect(await door.socket({ peer: other, connect: right })).toMatchObject({ method: 'token' });
    }
    const room = new Antechamber(limits.sockets);
    for (const from of ['1.2.3.4', '::ffff:1.2.3.4']) room.enter({ from: limiterKey(from), local: false });
    expect(room.places).toBe(1);
  });

  test('PR oc#57647: no credential beside another, and no kind of it, switches the counting off', async () => {
    const kinds: Credentials[] = [
      { token: 'wrong' },
      { password: 'wrong' },
      { deviceToken: 'wrong' },
      { bootstrapToken: 'wrong' },
      { token: 'wrong', deviceToken: 'wrong' },
      { token: 'wrong', password: 'wrong', deviceToken: 'wrong', bootstrapToken: 'wrong' },
    ];
    for (const auth of kinds) {
      const verdicts = await guess(doorway(), ['192.0.2.66'], mostWrong + 1, auth);
      expect(
        verdicts.findIndex((one) => 'refused' in one && one.refused === 'rate_limited'),
        JSON.stringify(auth),
      ).toBe(mostWrong);
    }
    const { http } = doorway();
    const headers = { authorization: 'Bearer wrong' };
    for (let count = 0; count < mostWrong; count += 1) await http({ peer: '192.0.2.66', headers });
    const bearer = { authorization: 'Bearer the-token' };
    expect(await http({ peer: '192.0.2.66', headers: bearer })).toEqual({ refused: 'rate_limited' });
  });

  test('PR oc#57647: guesses side by side are judged one after the other, and the right one among them gains nothing', async () => {
    const { socket, http } = doorway();
    const peer = '192.0.2.66';
    const wrong = Array.from({ length: 60 }, (_, index) =>
      index % 2 === 0
        ? socket({ peer, connect: { auth: { token: `guess ${index}` } } })
        : http({ peer, headers: { authorization: `Bearer guess ${index}` } }),
    );
    const [verdicts, found] = await Promise.all([Promise.all(wrong), socket({ peer, connect: right })]);
    const judged = verdicts.filter((one) => 'refused' in one && one.refused !== 'rate_limited');
    expect(judged).toHaveLength(mostWrong);
    expect(found).toEqual({ refused: 'rate_limited' });
  });

  test('oc#70741: a device that comes in forgives no guesses of the secret, and is found without a look at the others', async () => {
    const door = doorway();
    const peer = '192.0.2.66';
    const device = await makeDevice();
    await door.socket({ connect: right, device });
    const known = (await door.ledger.get(device.id)) ?? expect.fail('it was paired');
    const token = await deviceToken(signingKey, known);
    door.devices.list = () => Promise.reject(new Error('Every device was looked at'));
    await guess(door, [peer], mostWrong - 1, { token: 'wrong' });
    expect(await door.socket({ peer, connect: { auth: { deviceToken: token } }, device })).toMatchObject({
      method: 'device-token',
    });
    await guess(door, [peer], 1, { token: 'wrong' });
    expect(await door.socket({ peer, connect: right })).toEqual({ refused: 'rate_limited' });
    expect(await door.socket({ peer, connect: { auth: { deviceToken: token } }, device })).toMatchObject({
      method: 'device-token',
    });
  });
});

describe('[1] sockets that nobody has signed in on', () => {
  test.skipIf(address === null)(
    'CVE-2026-41399 GHSA-mfg5-7q5g-f37j: one address opens 32 and no more, and the owner signs in meanwhile',
    async () => {
      const url = `ws://${address}:${house.gateway.port}/`;
      const lan = { ...house.gateway, url };
      const { fromOnePlace } = limits.sockets;
      expect(fromOnePlace).toBe(32);
      const silent = await Promise.all(Array.from({ length: fromOnePlace }, () => house.open({ to: lan })));
      for (let more = 0; more < 50; more += 1) expect(await Client.knock(url, {})).toBe(429);
      const began = performance.now();
      expect(helloOf(await house.connect()).auth.method).toBe('token');
      expect(performance.now() - began).toBeLessThan(A_SECOND_MS);
      silent[0]?.terminate();
      await silent[0]?.closed;
      await expect
        .poll(() =>
          house.connect({ to: lan }).then(
            ({ frames }) => frames.length > 0,
            () => false,
          ),
        )
        .toBe(true);
    },
  );

  test("CVE-2026-41399 GHSA-mfg5-7q5g-f37j: ten thousand from everywhere fill the room for strangers, and not the owner's", () => {
    const room = new Antechamber(limits.sockets);
    const stays = Array.from({ length: 10_000 }, (_, index) => {
      const from = limiterKey(`198.${18 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`);
      return room.enter({ from, local: false });
    });
    expect(stays.filter((stay) => 'leave' in stay)).toHaveLength(limits.sockets.fromElsewhere);
    expect(room.places).toBe(limits.sockets.fromElsewhere);
    expect(room.enter({ from: '127.0.0.1', local: true })).toHaveProperty('leave');
    for (const stay of stays) if ('leave' in stay) stay.leave();
    expect(room.places).toBe(1);
  });
});
