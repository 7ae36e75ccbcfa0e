// What a server of tools has, for those who will not wait for it: one that starts slowly must not hold up an answer.
import type { ToolServer } from '../agent-seams.ts';

/** So long somebody waits for it, and only whoever asks first. */
const STARTING_MS = 3000;

type List = Awaited<ReturnType<ToolServer['tools']>>;
type Asked = { list: Promise<List>; inTime: Promise<List> };

export class ServerTools {
  readonly server: ToolServer;
  #asked: Asked | null = null;

  constructor(server: ToolServer) {
    this.server = server;
  }

  /** All of them, or for now a notice that they come later. Who asks meanwhile is told what the first one was. */
  inTime(): Promise<List> {
    return this.#ask().inTime;
  }

  /** All of them, however long it takes. */
  whole(): Promise<List> {
    return this.#ask().list;
  }

  #ask(): Asked {
    if (this.#asked) return this.#asked;
    const late = Promise.withResolvers<List>();
    const timer = setTimeout(() => late.resolve(starting(this.server.name)), STARTING_MS);
    const list = this.server.tools().finally(() => {
      clearTimeout(timer);
      this.#asked = null;
    });
    this.#asked = { list, inTime: Promise.race([list, late.promise]) };
    return this.#asked;
  }
}

function starting(name: string): List {
  const message = `The MCP server ${JSON.stringify(name)} is still starting; its tools come with a later turn`;
  return { tools: [], notices: [{ id: `mcp-server-starting:${name}`, severity: 'info', message, servers: [name] }] };
}
