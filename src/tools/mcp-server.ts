// One server of tools: started when it is first asked, started again after it died, and never waited for too long.
import { getLogger } from '@logtape/logtape';
import type { Transport } from '@modelcontextprotocol/client';
import type { ToolFacts, ToolNotice, ToolServer } from '../agent-seams.ts';
import { GatewayError } from '../errors.ts';
import { type Connection, connect } from './mcp-connection.ts';
import { type Explain, isUnknownSession } from './mcp-failure.ts';
import { type Offered, readTools } from './mcp-tool.ts';

export type ServerOptions = {
  name: string;
  version: string;
  timeoutMs: number;
  open(): Promise<Transport>;
  explain: Explain;
  hide(text: string): string;
  now(): number;
};

/** After a start that failed, the next one is tried so much later. */
const RETRY_MS = 30_000;
const log = getLogger(['pincer', 'mcp']);

type Listing = { offered: ReadonlyMap<string, Offered>; notices: ToolNotice[] };
type Result = { text: string; isError: boolean };

export class McpToolServer implements ToolServer {
  readonly name: string;
  readonly #options: ServerOptions;
  readonly #stopped = new AbortController();
  #line: Promise<Connection> | null = null;
  /** What it offered last. It stays while the server is away: a call brings it back. */
  #listing: Promise<Listing> | null = null;
  #failure: { error: GatewayError; at: number } | null = null;

  constructor(options: ServerOptions) {
    this.name = options.name;
    this.#options = options;
  }

  async tools(): Promise<{ tools: ToolFacts[]; notices: ToolNotice[] }> {
    const listing = await this.#list().catch(() => null);
    const tools = [...(listing?.offered.values() ?? [])].map(({ facts }) => facts);
    const { name } = this;
    const message = this.#recentFailure()?.message;
    const failure: ToolNotice[] =
      message === undefined ? [] : [{ id: `mcp-server:${name}`, severity: 'warning', message, servers: [name] }];
    return { tools, notices: [...(listing?.notices ?? []), ...failure] };
  }

  async call(tool: string, input: Record<string, unknown>, signal: AbortSignal): Promise<Result> {
    try {
      const name = (await this.#list()).offered.get(tool)?.name;
      if (name !== undefined) return await this.#ask(name, input, signal);
      return failed(`Cannot use "${tool.slice(0, 100)}": the MCP server "${this.name}" has no such tool`);
    } catch (error) {
      signal.throwIfAborted();
      return failed(error instanceof GatewayError ? error.message : this.#options.explain(error, 'call'));
    }
  }

  async close(): Promise<void> {
    this.#stopped.abort(new GatewayError('UNAVAILABLE', 'the gateway stops'));
    const line = this.#line;
    this.#line = null;
    await line?.then((open) => open.close()).catch(() => undefined);
  }

  async #ask(name: string, input: Record<string, unknown>, signal: AbortSignal): Promise<Result> {
    // A new start may bring other tools.
    if (!this.#line) this.#listing = null;
    const line = await this.#connect();
    try {
      return await line.call(name, input, signal);
    } catch (error) {
      if (!isUnknownSession(error)) throw error;
      this.#line = null;
      await line.close();
      return (await this.#connect()).call(name, input, signal);
    }
  }

  #list(): Promise<Listing> {
    if (this.#listing) return this.#listing;
    const reading = this.#read();
    this.#listing = reading;
    reading.catch(() => {
      if (this.#listing === reading) this.#listing = null;
    });
    return reading;
  }

  async #read(): Promise<Listing> {
    const limit = AbortSignal.timeout(this.#options.timeoutMs);
    const line = await this.#connect();
    try {
      const told = await line.list(AbortSignal.any([this.#stopped.signal, limit]));
      return readTools(this.name, told, this.#options.hide);
    } catch (error) {
      await line.close();
      throw this.#failed(limit.aborted ? limit.reason : error);
    }
  }

  #connect(): Promise<Connection> {
    if (this.#line) return this.#line;
    const failure = this.#recentFailure();
    if (failure) return Promise.reject(failure);
    const line = this.#start(() => {
      if (this.#line === line) this.#line = null;
    });
    this.#line = line;
    line.catch(() => {
      if (this.#line === line) this.#line = null;
    });
    return line;
  }

  async #start(closed: () => void): Promise<Connection> {
    const { open, version, timeoutMs } = this.#options;
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([this.#stopped.signal, limit]);
    const changed = () => {
      this.#listing = null;
    };
    try {
      signal.throwIfAborted();
      const line = await connect(await open(), { version, changed, closed }, signal);
      this.#failure = null;
      return line;
    } catch (error) {
      throw this.#failed(limit.aborted ? limit.reason : error);
    }
  }

  #failed(error: unknown): GatewayError {
    const failure = new GatewayError('UNAVAILABLE', this.#options.explain(error, 'start'), { cause: error });
    this.#failure = { error: failure, at: this.#options.now() };
    log.warn('{problem}', { problem: failure.message });
    return failure;
  }

  #recentFailure(): GatewayError | null {
    const failure = this.#failure;
    return failure && this.#options.now() < failure.at + RETRY_MS ? failure.error : null;
  }
}

function failed(text: string): Result {
  return { text, isError: true };
}
