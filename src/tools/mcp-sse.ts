// The lines to servers of the older kind: answers come on one stream, and with its end the line has ended.
import type { SSEClientTransport, Transport } from '@modelcontextprotocol/client';
import { boundedFetch, type HttpServer } from './mcp-http.ts';

export async function openSse({ url, headers }: HttpServer): Promise<Transport> {
  const { SSEClientTransport, SseError } = await import('@modelcontextprotocol/client');
  let failure: unknown;
  const telling = async (address: string | URL, init?: RequestInit): Promise<Response> => {
    try {
      const response = await boundedFetch(address, init);
      if (!response.ok) failure = Object.assign(new Error('It was refused'), { status: response.status });
      return response;
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  const line = new SSEClientTransport(new URL(url), { requestInit: { headers }, fetch: telling });
  // The library would come back by itself, to a server that does not know us any more, and leave calls without an end.
  line.onerror = (error) => {
    if (error instanceof SseError) void line.close();
  };
  sayWhy(line, () => failure);
  return line;
}

/** The stream itself does not tell why it could not be opened. */
function sayWhy(line: SSEClientTransport, why: () => unknown): void {
  const start = line.start.bind(line);
  line.start = async () => {
    try {
      await start();
    } catch (error) {
      throw why() ?? error;
    }
  };
}
