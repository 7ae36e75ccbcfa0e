// Connections to a server of Node on which nobody has asked for anything yet: so many from one address, and so many in all.
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { Antechamber } from '../../actors/antechamber.ts';
import { limits } from '../../actors/limits.ts';
import { isLoopback, limiterKey } from '../auth/address.ts';

export function boundSilence(server: EventEmitter): void {
  const antechamber = new Antechamber(limits.silentConnections);
  const leaving = new Map<string, () => void>();
  server.on('connection', (socket: Socket) => {
    const { remoteAddress = '' } = socket;
    const stay = antechamber.enter({ from: limiterKey(remoteAddress), local: isLoopback(remoteAddress) });
    if ('full' in stay) return void socket.destroy();
    const name = nameOf(socket);
    leaving.set(name, stay.leave);
    socket.once('close', () => {
      stay.leave();
      leaving.delete(name);
    });
  });
  const spoke = ({ socket }: { socket: Socket }) => leaving.get(nameOf(socket))?.();
  server.on('request', spoke);
  server.on('upgrade', spoke);
}

/** Over TLS the socket that speaks is another object than the one that came. */
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
