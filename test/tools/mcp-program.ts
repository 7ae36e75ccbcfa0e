// The servers of a test: the program with the tools, what it wrote down, and the end of it all.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { ToolServer } from '../../src/agent-seams.ts';
import { McpServer } from '../../src/config/tool-settings.ts';
import { programOpener } from '../../src/machine/mcp-stdio.ts';
import { createToolServers, type ToolServers } from '../../src/tools/mcp.ts';

export const SECRET = 'a-secret-of-the-tools';
export const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
export const program = fileURLToPath(new URL('../fixtures/mcp-program.ts', import.meta.url));

export type Tried = {
  server: ToolServer;
  directory: string;
  clock: { now: number };
  /** What the programs wrote down, line by line. */
  diary(): string[];
  /** The processes that were started, in order. */
  pids(): number[];
  call(tool: string, input?: Record<string, unknown>): Promise<{ text: string; isError: boolean }>;
  close(): Promise<void>;
};

const opened: ToolServers[] = [];
const directories: string[] = [];

export async function endServers(): Promise<void> {
  await Promise.all(opened.splice(0).map((servers) => servers.close()));
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
}

type Given = Partial<v.InferInput<typeof McpServer>> & { env?: Record<string, string> };

export function tryServer(settings: Given = {}, environment: Record<string, string> = {}): Tried {
  const directory = mkdtempSync(join(tmpdir(), 'pincer-mcp-'));
  directories.push(directory);
  const diaryFile = join(directory, 'diary');
  const { env, ...rest } = settings;
  const local = {
    command: node,
    args: [program],
    env: { DIARY: diaryFile, TOOLS_SECRET: SECRET, BROKEN: join(directory, 'broken'), ...env },
  };
  const clock = { now: 1_000_000 };
  const servers = createToolServers({
    servers: { tools: v.parse(McpServer, 'url' in rest ? rest : { ...local, ...rest }) },
    version: '1.2.3',
    openProgram: programOpener(environment),
    now: () => clock.now,
  });
  opened.push(servers);
  const [server] = servers.servers;
  if (!server) throw new Error('There is no server');
  const diary = () => (existsSync(diaryFile) ? readFileSync(diaryFile, 'utf8').trim().split('\n') : []);
  return {
    server,
    directory,
    clock,
    diary,
    pids: () => diary().flatMap((line) => (line.startsWith('started ') ? [Number(line.slice(8))] : [])),
    call: (tool, input = {}) => server.call(`tools__${tool}`, input, new AbortController().signal),
    close: () => servers.close(),
  };
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
