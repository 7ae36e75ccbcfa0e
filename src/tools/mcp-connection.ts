// One line to one server: what can be asked of it, and how its silence, its end and its failures are told apart.
import type { Transport } from '@modelcontextprotocol/client';
import * as v from 'valibot';
import { orEnded } from '../ended.ts';
import { LineEnded } from './mcp-failure.ts';
import { STREAM_ENDED } from './mcp-http.ts';
import { CallResult, describeResult } from './mcp-result.ts';

export type Connection = {
  /** Of all pages. */
  list(signal: AbortSignal): Promise<unknown[]>;
  call(name: string, input: Record<string, unknown>, signal: AbortSignal): Promise<{ text: string; isError: boolean }>;
  close(): Promise<void>;
};

type Events = { version: string; changed(): void; closed(): void };

/** Whoever waits has a signal of its own that is shorter. */
const LONGEST_CALL_MS = 3_600_000;
const MOST_PAGES = 32;
const ENDS = ['CONNECTION_CLOSED', 'NOT_CONNECTED', STREAM_ENDED];

const Page = v.object({ tools: v.array(v.unknown()), nextCursor: v.optional(v.string()) });

/** Rejects when the signal ends it; the transport is closed then. */
export async function connect(transport: Transport, events: Events, signal: AbortSignal): Promise<Connection> {
  const { Client } = await import('@modelcontextprotocol/client');
  const client = new Client(
    { name: 'pincer', version: events.version },
    { listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: events.changed } } },
  );
  let problem = '';
  client.onerror = (error) => {
    problem = error.message;
  };
  client.onclose = events.closed;
  const asked = <Answer>(answer: Promise<Answer>) =>
    answer.catch((cause: unknown) => {
      throw isEnd(cause) ? new LineEnded(problem, { cause }) : cause;
    });
  try {
    signal.throwIfAborted();
    await orEnded(asked(client.connect(transport, { timeout: LONGEST_CALL_MS, signal })), signal);
  } catch (error) {
    await client.close();
    throw error;
  }

  return {
    async list(until) {
      const tools: unknown[] = [];
      if (client.getServerCapabilities()?.tools === undefined) return tools;
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const params = cursor === undefined ? {} : { cursor };
        const options = { signal: until, timeout: LONGEST_CALL_MS };
        const read = await asked(client.request({ method: 'tools/list', params }, Page, options));
        tools.push(...read.tools);
        cursor = read.nextCursor;
        if (cursor === undefined) break;
      }
      return tools;
    },

    async call(name, input, until) {
      const options = { signal: until, timeout: LONGEST_CALL_MS };
      const params = { name, arguments: input };
      return describeResult(await asked(client.request({ method: 'tools/call', params }, CallResult, options)));
    },

    close: () => client.close(),
  };
}

function isEnd(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ENDS.some((code) => code === error.code);
}
