// Who may do what: every operation against every set of scopes and both roles, with the verdict found a second time.
import { expect, test } from 'vitest';
import { slashCommands } from '../../src/methods/commands/table.ts';
import { ControlWrites } from '../../src/methods/control-writes.ts';
import { methodNames } from '../../src/methods/dispatch.ts';
import { gatewayTables } from '../../src/methods/tables.ts';
import type { Caller } from '../../src/ports.ts';
import { operations } from '../../src/protocol/operations.ts';
import { scopes as everyScope, type Scope } from '../../src/protocol/scopes.ts';
import { callerWith } from '../auth/ledger.ts';
import { openMethods } from './surroundings.ts';

const everySet = everyScope.reduce<Scope[][]>((sets, scope) => sets.flatMap((set) => [set, [...set, scope]]), [[]]);
const names = methodNames(gatewayTables);
/** No method takes it: whoever is told so has passed the check, and nothing was done. */
const nonsense = 5;

function mayByHand(granted: Scope[], needed: Scope): boolean {
  const enough: Scope[] = needed === 'operator.read' ? ['operator.read', 'operator.write'] : [needed];
  return granted.some((scope) => scope === 'operator.admin' || enough.includes(scope));
}

function openAtLeisure() {
  const open = openMethods();
  let time = 0;
  open.around.controlWrites = new ControlWrites(() => {
    time += 60_000;
    return time;
  });
  const outcome = async (caller: Caller, name: string, params: unknown): Promise<string> => {
    try {
      await open.serve(caller, name, params);
      return 'done';
    } catch (error) {
      return error instanceof Error ? error.message : 'thrown';
    }
  };
  return { ...open, outcome };
}

const asNode = (scopes: Scope[], deviceId: string | null = null): Caller => {
  const caller = callerWith(scopes, deviceId);
  return { ...caller, principal: { ...caller.principal, role: 'node' } };
};

const { outcome: shared, called } = openAtLeisure();

test.each(names)('%s is refused to everybody without its scope, and to nobody with it', async (name) => {
  const { scope } = operations[name];
  expect(everySet).toHaveLength(2 ** everyScope.length);
  for (const granted of everySet) {
    const said = await shared(callerWith(granted), name, nonsense);
    const expected = mayByHand(granted, scope) ? `invalid ${name} params: at root: must be` : `missing scope: ${scope}`;
    expect([granted, said.slice(0, expected.length)]).toEqual([granted, expected]);
  }
  expect(called).toEqual([]);
});

test.each(names)('%s is refused to a node, whatever its scopes, its own device included', async (name) => {
  const { serve } = openAtLeisure();
  const asked = serve(asNode([...everyScope], 'mine'), name, { deviceId: 'mine', role: 'operator' });
  await expect(asked).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: `Cannot use ${name} as node: it is for the role operator (connect with role "operator")`,
    details: { code: 'ROLE_NOT_ALLOWED', role: 'node', requiredRole: 'operator' },
  });
});

const typed = slashCommands.flatMap(({ aliases, method }) => aliases.map((alias) => [alias, method.name] as const));

test.each(typed)(
  'GHSA-jf6w-m8jw-jfxc: who types %s may do as much as who calls %s, and no more',
  async (alias, name) => {
    const { outcome, called } = openAtLeisure();
    const send = (caller: Caller) =>
      outcome(caller, 'chat.send', { sessionKey: 'main', message: alias, idempotencyKey: crypto.randomUUID() });
    const few = [[], ...everyScope.map((scope) => [scope]), ...everyScope.map((scope) => ['operator.write', scope])];
    for (const granted of few as Scope[][]) {
      const before = called.length;
      const said = await send(callerWith(granted));
      const calling = await outcome(callerWith(granted), name, nonsense);
      const expected = !mayByHand(granted, 'operator.write')
        ? 'missing scope: operator.write'
        : calling.startsWith('invalid ')
          ? 'done'
          : calling;
      expect([granted, said]).toEqual([granted, expected]);
      if (said !== 'done') expect(called).toHaveLength(before);
    }
    expect(await send(asNode([...everyScope]))).toContain('Cannot use chat.send as node');
  },
);
