// One GET to one address that was chosen before. The host's name is what the server and its certificate are asked for.
import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { Readable } from 'node:stream';

export type Response = {
  status: number;
  headers: IncomingHttpHeaders;
  body: Readable;
  /** Nothing more of it is wanted. */
  end(): void;
};

type Asked = {
  url: URL;
  address: string;
  port: number;
  userAgent: string;
  signal: AbortSignal;
  ca?: string | undefined;
};

/** The encodings that `readBody` takes apart. */
const ACCEPTED = { accept: 'text/html, text/*;q=0.9, */*;q=0.5', 'accept-encoding': 'gzip, deflate, br' };

export function request({ url, address, port, userAgent, signal, ca }: Asked): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const secure = url.protocol === 'https:';
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const asked = (secure ? https : http).request({
    host: address,
    port,
    family: isIP(address),
    method: 'GET',
    path: `${url.pathname}${url.search}`,
    headers: { host: url.host, 'user-agent': userAgent, ...ACCEPTED, connection: 'close' },
    setHost: false,
    // An agent of its own: no connection of somebody else's is used, and no proxy of the environment.
    agent: false,
    signal,
    ...(secure ? { servername: isIP(name) === 0 ? name : '', ...(ca === undefined ? {} : { ca }) } : {}),
  });
  asked.once('error', reject);
  asked.once('response', (body) => {
    // From here on, what goes wrong is the reader's to hear.
    asked.on('error', () => undefined);
    resolve({ status: body.statusCode ?? 0, headers: body.headers, body, end: () => asked.destroy() });
  });
  asked.end();
  return promise;
}
