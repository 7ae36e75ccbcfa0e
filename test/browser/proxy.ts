// A small proxy before the gateway: it adds headers as proxies do, and can keep back what the gateway answers on a socket.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export type GatewayProxy = {
  http: string;
  /** Put into every request from now on. */
  headers: Record<string, string>;
  /** From now on nothing that the gateway says on a socket comes through. */
  mute(): void;
  /** From now on it is kept back, until it is let go. */
  hold(): void;
  letGo(): void;
  close(): Promise<void>;
};

export async function startProxy(port: number, headers: Record<string, string> = {}): Promise<GatewayProxy> {
  const sockets = new Map<Duplex, Socket>();
  const proxy = { http: '', headers, mute, hold, letGo, close };
  const server = createServer((incoming, response) => {
    const asked = { port, host: '127.0.0.1', method: incoming.method, path: incoming.url, headers: added(incoming) };
    const onward = request(asked, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  server.on('upgrade', (incoming, socket, head) => {
    const onward = connect(port, '127.0.0.1');
    sockets.set(socket, onward);
    onward.write(requestHead(incoming, added(incoming)));
    onward.write(head);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });

  function added({ headers: own }: IncomingMessage): IncomingHttpHeaders {
    return { ...own, ...proxy.headers };
  }
  function mute(): void {
    for (const [socket, onward] of sockets) onward.unpipe(socket).resume();
  }
  function hold(): void {
    for (const [socket, onward] of sockets) onward.unpipe(socket).pause();
  }
  function letGo(): void {
    for (const [socket, onward] of sockets) onward.pipe(socket);
  }
  async function close(): Promise<void> {
    for (const socket of sockets.keys()) socket.destroy();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  proxy.http = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return proxy;
}

function requestHead({ method, url }: IncomingMessage, headers: IncomingHttpHeaders): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}
