import { afterEach, expect, test, vi } from 'vitest';
import { endServers, tryServer } from './mcp-program.ts';

const loads = vi.hoisted(() => ({ client: 0, programs: 0 }));
vi.mock('@modelcontextprotocol/client', async (load) => {
  loads.client += 1;
  return load();
});
vi.mock('@modelcontextprotocol/client/stdio', async (load) => {
  loads.programs += 1;
  return load();
});
afterEach(endServers);

test('createToolServers() loads the library of the protocol when tools are first asked for', async () => {
  const [one, other] = [tryServer(), tryServer()];
  expect(loads).toEqual({ client: 0, programs: 0 });
  await Promise.all([one.server.tools(), other.server.tools()]);
  expect(loads).toEqual({ client: 1, programs: 1 });
});
