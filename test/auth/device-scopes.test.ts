// Whatever is done with a device in whatever order, it never has more than somebody gave who had it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heldScopes } from '../../src/auth/pairing.ts';
import { knownScopes } from '../../src/auth/scope-grant.ts';
import { GatewayError } from '../../src/errors.ts';
import { allows, type Scope, scopes } from '../../src/protocol/scopes.ts';
import { connectParams, localFacts, makeAuth, makeDevice, remoteFacts, secrets } from './client.ts';
import { callerWith } from './ledger.ts';

const some = fc.subarray([...scopes]);
const operation = fc.oneof(
  fc.record({ type: fc.constant('visit' as const), asked: some, local: fc.boolean(), token: fc.boolean() }),
  fc.record({ type: fc.constant('approve' as const), rights: some }),
  fc.record({ type: fc.constant('rotate' as const), rights: some, asked: fc.option(some), own: fc.boolean() }),
  fc.record({ type: fc.constant('revoke' as const), rights: some }),
  fc.record({ type: fc.constant('remove' as const), rights: some }),
);

test('GHSA-4jpw-hj22-2xmc: what a device has is within what was approved, and that within what the approvers had', async () => {
  const device = await makeDevice();
  const run = fc.asyncProperty(fc.array(operation, { maxLength: 20 }), async (operations) => {
    const { admit, ledger, devices, pass } = makeAuth();
    let given = new Set<Scope>();
    let token = '';
    for (const one of operations) {
      pass(1);
      try {
        switch (one.type) {
          case 'visit': {
            const auth = one.token ? { deviceToken: token } : { token: secrets.token };
            const connect = await device.prove(connectParams({ auth, scopes: one.asked }));
            if (one.local && !one.token) for (const scope of one.asked) given.add(scope);
            const { principal, deviceToken } = await admit(connect, one.local ? localFacts : remoteFacts);
            token = deviceToken?.token ?? '';
            const record = await devices.get(device.id);
            expect(record && principal.scopes.every((scope) => allows(heldScopes(record), scope))).toBe(true);
            expect(principal.scopes.every((scope) => one.asked.includes(scope))).toBe(true);
            break;
          }
          case 'approve': {
            const [request] = (await ledger.list()).pending;
            await ledger.answer(callerWith(one.rights), request?.id ?? '', 'approve');
            for (const scope of scopes) if (allows(one.rights, scope)) given.add(scope);
            break;
          }
          case 'rotate': {
            const caller = callerWith(one.rights, one.own ? device.id : null);
            const bearer = { deviceId: device.id, role: 'operator' };
            const renewed = await ledger.rotate(caller, bearer, one.asked ?? undefined);
            const beyond = knownScopes(heldScopes(renewed.device)).filter((scope) => !allows(one.rights, scope));
            expect(beyond).toEqual([]);
            break;
          }
          case 'revoke':
            await ledger.revoke(callerWith(one.rights), { deviceId: device.id, role: 'operator' });
            break;
          case 'remove':
            await ledger.remove(callerWith(one.rights), device.id);
            given = new Set();
        }
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
      }
      const record = await devices.get(device.id);
      const approved = knownScopes(record?.scopes ?? []);
      const held = knownScopes(record ? heldScopes(record) : []);
      expect(held.filter((scope) => !allows(approved, scope))).toEqual([]);
      expect(approved.filter((scope) => !given.has(scope))).toEqual([]);
    }
  });
  await fc.assert(run, { numRuns: 200 });
});
