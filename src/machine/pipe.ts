// The raw socket under a WebSocket on Node.
import type { Socket } from 'node:net';
import type { Pipe } from '../../actors/local-sockets.ts';

export function pipeOf(socket: Socket): Pipe {
  return {
    cork: () => socket.cork(),
    uncork: () => socket.uncork(),
    bound(most, flooded) {
      const end = socket.bytesRead + most;
      const look = () => {
        if (socket.bytesRead <= end) return;
        flooded();
        // What still comes is let pass unread: a line that is cut before all has come may lose the reason.
        socket.removeAllListeners('data');
        socket.resume();
        socket.end();
      };
      socket.on('data', look);
      return () => socket.off('data', look);
    },
  };
}
