// Upgrades on Node: the application is asked as for any request, then the socket is opened or gets the answer.
import type { EventEmitter } from 'node:events';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';

type Raw = [incoming: IncomingMessage, socket: Duplex, head: Buffer];

type Deciding = {
  ask(request: Request, incoming: IncomingMessage): Response | Promise<Response>;
  /** Opens what the application took; false when it took nothing. */
  open(...raw: Raw): boolean;
};

export function takeUpgrades(server: EventEmitter, deciding: Deciding): void {
  server.on('upgrade', (...raw: Raw) => {
    const [, socket] = raw;
    // A reset during the upgrade is an error of the raw socket, and nobody else listens for it.
    socket.on('error', () => socket.destroy());
    decide(raw, deciding).catch(() => socket.destroy());
  });
}

async function decide(raw: Raw, { ask, open }: Deciding): Promise<void> {
  const [incoming, socket] = raw;
  const request = readRequest(incoming);
  const response = request ? await ask(request, incoming) : new Response(null, { status: 400 });
  if (open(...raw)) return;
  const { status, headers, body } = response;
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, 'Connection: close', '', ''].join('\r\n');
  socket.write(head);
  await pipeline(body ?? [], socket);
  // Else the line would stay for as long as the other side likes.
  socket.destroy();
}

/** Null for what is no address or no header: to make a request of it would throw. */
function readRequest({ method = 'GET', url = '/', rawHeaders }: IncomingMessage): Request | null {
  try {
    const headers = new Headers();
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
    }
    return new Request(url.startsWith('/') ? `http://localhost${url}` : url, { method, headers });
  } catch {
    return null;
  }
}
