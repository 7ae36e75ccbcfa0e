// The lines to servers that are reached by an address: the owner wrote it, so it may also be a private one.
import type { StreamableHTTPClientTransport, Transport } from '@modelcontextprotocol/client';
import type { McpServer } from '../config/schema.ts';

export type HttpServer = Extract<McpServer, { url: string }>;

/** One message, or one event of a stream, may have so many bytes. */
const MOST_BYTES = 10_000_000;
const FAREWELL_MS = 1000;
/** An answer that came right before the end of its stream has been read by then. */
const SETTLING_MS = 100;
/** The code of an answer that never came. */
export const STREAM_ENDED = -32_099;

export async function openHttp({ url, headers }: HttpServer): Promise<Transport> {
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  const options = { requestInit: { headers }, fetch: boundedFetch };
  const line = new StreamableHTTPClientTransport(new URL(url), options);
  answerBrokenStreams(line);
  sayGoodbye(line);
  return line;
}

/** A stream that ends without the answer it was opened for is the answer: the library would go on waiting. */
function answerBrokenStreams(line: StreamableHTTPClientTransport): void {
  const send = line.send.bind(line);
  line.send = (message, options) => {
    if (Array.isArray(message) || !('method' in message) || !('id' in message)) return send(message, options);
    const error = { code: STREAM_ENDED, message: 'The stream ended without an answer' };
    const answer = () => line.onmessage?.({ jsonrpc: '2.0', id: message.id, error });
    return send(message, { ...options, onRequestStreamEnd: () => setTimeout(answer, SETTLING_MS) });
  };
}

/** The server need not keep for us what nobody will ask for again; but nobody waits for it long. */
function sayGoodbye(line: StreamableHTTPClientTransport): void {
  const close = line.close.bind(line);
  line.close = async () => {
    const late = new Promise((resolve) => setTimeout(resolve, FAREWELL_MS));
    await Promise.race([line.terminateSession().catch(() => undefined), late]);
    await close();
  };
}

/** Also of a stream of many events: what is too long is one of them. */
export async function boundedFetch(url: string | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (response.body === null) return response;
  const { status, statusText, headers } = response;
  const events = headers.get('content-type')?.startsWith('text/event-stream') === true;
  const body = response.body.pipeThrough(new TransformStream(bound(events)));
  const bounded = new Response(body, { status, statusText, headers });
  // Where it came from is how the library notices a redirect.
  Object.defineProperties(bounded, { url: { value: response.url }, redirected: { value: response.redirected } });
  return bounded;
}

function bound(events: boolean): Transformer<Uint8Array, Uint8Array> {
  let size = 0;
  return {
    transform(bytes, controller) {
      // An event ends with an empty line; it is enough to notice some of them.
      const end = events ? emptyLine(bytes) : -1;
      size = end < 0 ? size + bytes.length : bytes.length - end;
      if (size > MOST_BYTES) controller.error(new Error(`A message has more than ${MOST_BYTES} bytes`));
      else controller.enqueue(bytes);
    },
  };
}

function emptyLine(bytes: Uint8Array): number {
  for (let at = bytes.length - 1; at > 0; at -= 1) {
    if (bytes[at] === 0x0a && (bytes[at - 1] === 0x0a || (bytes[at - 1] === 0x0d && bytes[at - 2] === 0x0a))) return at;
  }
  return -1;
}
