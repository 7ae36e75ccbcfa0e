// The servers of the settings, as tools. Nothing of them is started or loaded before somebody asks for tools.
import type { Transport } from '@modelcontextprotocol/client';
import type { ToolServer } from '../agent-seams.ts';
import type { McpServer } from '../config/schema.ts';
import { explainer, hider } from './mcp-failure.ts';
import { openHttp } from './mcp-http.ts';
import { McpToolServer } from './mcp-server.ts';
import { openSse } from './mcp-sse.ts';

export type ProgramServer = Extract<McpServer, { command: string }>;

export type ToolServersOptions = {
  servers: Readonly<Record<string, McpServer>>;
  version: string;
  /** How a program of this machine becomes a line; what it says beside the protocol is its own. */
  openProgram(name: string, server: ProgramServer, hide: (text: string) => string): Promise<Transport>;
  now(): number;
};

export type ToolServers = { servers: ToolServer[]; close(): Promise<void> };

export function createToolServers({ servers, version, openProgram, now }: ToolServersOptions): ToolServers {
  const enabled = Object.entries(servers).filter(([, { enabled }]) => enabled);
  const all = enabled.map(([name, settings]) => {
    const hide = hider(settings);
    return new McpToolServer({
      name,
      version,
      timeoutMs: settings.connectionTimeoutMs,
      open() {
        if ('command' in settings) return openProgram(name, settings, hide);
        return settings.transport === 'sse' ? openSse(settings) : openHttp(settings);
      },
      explain: explainer(name, settings, hide),
      hide,
      now,
    });
  });
  return {
    servers: all,
    async close() {
      await Promise.all(all.map((server) => server.close()));
    },
  };
}
