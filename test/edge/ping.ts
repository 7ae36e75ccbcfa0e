// A socket on which nothing is asked but whether the other side is there, as a proxy or a phone does.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Gateway } from '../fixtures/gateway.ts';

export type Ping = { pong(): Promise<void>; end(): void };

/** It is in, with the shared token. */
export async function ping({ url, token }: Gateway, path: string): Promise<Ping> {
  const socket = new WebSocket(new URL(path, url), { perMessageDeflate: false });
  await once(socket, 'message');
  const client = { id: 'test', mode: 'test', version: '1.0.0', platform: 'Test OS' };
  const claims = { minProtocol: 4, maxProtocol: 4, client, role: 'operator', scopes: [], auth: { token } };
  socket.send(JSON.stringify({ type: 'req', id: '1', method: 'connect', params: claims }));
  await once(socket, 'message');
  return {
    async pong() {
      const answered = once(socket, 'pong');
      socket.ping();
      await answered;
    },
    end: () => socket.terminate(),
  };
}
