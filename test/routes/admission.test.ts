// HTTP routes and the table of operations: each route is a row of it or open to all, and asks what its row says.
import { expect, test } from 'vitest';
import { type AppDeps, createApp } from '../../src/app.ts';
import { isMethodName, type Operation, operations } from '../../src/protocol/operations.ts';
import { scopes as everyScope, type Scope } from '../../src/protocol/scopes.ts';
import { admissionOf } from '../actors/visitor.ts';

const rows = Object.entries<Operation>(operations).filter(([name]) => !isMethodName(name));
/** The sockets ask at `connect`, the file for its ticket; the page and what it reads first hold nothing of anybody. */
const open = [
  'GET /sessions/:key/socket',
  'GET /healthz',
  'GET /readyz',
  'GET /__openclaw__/media/:id',
  'GET /control-ui-config.json',
  'GET /__openclaw/control-ui-config.json',
  'GET /__openclaw__/control-ui-config.json',
  'GET /*',
];
/** Not doors: what every request passes, and what says that nothing is there. */
const everywhere = ['ALL /*', 'ALL /v1/*'];

/** An application in which nothing works but the way to the check. */
function openApp(principal = admissionOf([]).principal) {
  const given: Record<string, unknown> = {
    admit: async () => principal,
    refuseRequest: () => null,
    facts: () => ({}),
    strictTransportSecurity: false,
  };
  const nothing: object = new Proxy({}, { get: () => nothing });
  const deps: object = new Proxy({}, { get: (_, name) => given[String(name)] ?? nothing });
  return createApp(deps as AppDeps);
}

test('Every HTTP route is an operation or open to all, and every operation of HTTP is a route', () => {
  const there = openApp().routes.map(({ method, path }) => `${method} ${path.replace(/\{.*\}$/, '')}`);
  expect([...new Set(there)].sort()).toEqual([...rows.map(([name]) => name), ...open, ...everywhere].sort());
});

const ask = (name: string, principal: ReturnType<typeof admissionOf>['principal']) => {
  const [method = '', path = ''] = name.split(' ');
  const asked = `${path.replace(':id', 'one')}?meta=1&source=media://inbound/00000000-0000-4000-8000-000000000000`;
  return openApp(principal).request(asked, { method });
};

test.each(rows)(
  '%s is refused without its scope and as a node, and let through with its scope alone',
  async (name, row) => {
    const others = everyScope.filter((scope) => scope !== row.scope && scope !== 'operator.admin');
    const without: Scope[] = others.filter((scope) => row.scope !== 'operator.read' || scope !== 'operator.write');
    const refused = await ask(name, admissionOf(without).principal);
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining(`missing scope: ${row.scope}`),
    ]);
    const node = await ask(name, { ...admissionOf([...everyScope]).principal, role: 'node' });
    expect([node.status, await node.text()]).toEqual([403, expect.stringContaining(`Cannot use ${name} as node`)]);
    expect([401, 403, 404]).not.toContain((await ask(name, admissionOf([row.scope]).principal)).status);
  },
);
