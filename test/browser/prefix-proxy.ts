// A proxy that has the gateway below a prefix of its own, and something else everywhere beside it. It takes the prefix away
// from what it passes on, or leaves it.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

export type PrefixProxy = {
  /** With the prefix, without a slash at its end. */
  http: string;
  /** What was asked of it beside the prefix. */
  outside(): string[];
  close(): Promise<void>;
};

export async function startPrefixProxy(port: number, prefix: string, how: 'strip' | 'keep'): Promise<PrefixProxy> {
  const outside: string[] = [];
  const sockets = new Set<Duplex>();
  const wayOf = ({ url = '/' }: IncomingMessage): string | null => {
    if (!url.startsWith(`${prefix}/`)) {
      outside.push(url);
      return null;
    }
    return how === 'strip' ? url.slice(prefix.length) : url;
  };

  const server = createServer((incoming, response) => {
    const path = wayOf(incoming);
    if (path === null) return void response.writeHead(404).end();
    const { method, headers } = incoming;
    const onward = request({ port, host: '127.0.0.1', method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  server.on('upgrade', (incoming, socket, head) => {
    const path = wayOf(incoming);
    if (path === null) return void socket.destroy();
    const onward = connect(port, '127.0.0.1');
    const lines = Object.entries(incoming.headers).map(([name, value]) => `${name}: ${value}`);
    onward.write([`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    onward.write(head);
    sockets.add(socket);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();

  return {
    http: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}${prefix}`,
    outside: () => outside,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
