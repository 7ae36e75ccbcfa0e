// Gateways whose databases are on libSQL servers: each has a server of its own, and the same again when it is restarted.

import type { Start } from '../conformance/house.ts';
import { startGateway } from '../fixtures/gateway.ts';
import type { Runtime } from '../fixtures/runtimes.ts';
import { type Sqld, startSqld } from '../fixtures/sqld.ts';

export function onSqld(runtime: Runtime): { start: Start; removeServers(): Promise<void> } {
  const servers: Sqld[] = [];
  return {
    async start(options = {}) {
      const server = await startSqld();
      servers.push(server);
      const environment = { PINCER_DATABASE_URL: server.url, ...options.environment };
      return startGateway(runtime, { ...options, environment });
    },
    async removeServers() {
      await Promise.all(servers.splice(0).map((server) => server.remove()));
    },
  };
}
