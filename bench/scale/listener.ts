// Somebody who only listens at the gateway: it counts frames and reads none, so that the load tool is not what is measured.
import { WebSocket } from 'ws';
import { TOKEN } from './platform.ts';

export type Listener = { heard(): number; close(): void };

export async function listenAt(url: string): Promise<Listener> {
  const socket = new WebSocket(`${url}/`, { perMessageDeflate: false });
  let heard = 0;
  const welcomed = new Promise<void>((resolve, reject) => {
    socket.once('close', (code) => reject(new Error(`Cannot listen: closed with ${code}`)));
    socket.on('message', () => {
      heard += 1;
      if (heard === 1) socket.send(JSON.stringify(CONNECT));
      if (heard === 2) resolve();
    });
  });
  await welcomed;
  return { heard: () => heard, close: () => socket.terminate() };
}

const CONNECT = {
  type: 'req',
  id: '1',
  method: 'connect',
  params: {
    minProtocol: 4,
    maxProtocol: 4,
    client: { id: 'gateway-client', mode: 'backend', version: '0.0.0', platform: 'bench' },
    role: 'operator',
    scopes: ['operator.read'],
    auth: { token: TOKEN },
  },
};
