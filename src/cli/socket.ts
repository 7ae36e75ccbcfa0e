// The WebSocket of a client: the runtime's own, or one that is held to a certificate.
import type { Target } from './connection.ts';
import { CommandFailure } from './failure.ts';
import { unreachable, untrusted } from './reach-failure.ts';

type Address = Pick<Target, 'url' | 'pin'>;

/** What the two have in common. */
export interface ClientSocket {
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
  send(text: string): void;
  close(code: number): void;
}

export async function openSocket({ url, pin }: Address, timeoutMs: number): Promise<ClientSocket> {
  // The runtime asks the authorities that it trusts, and cannot be given a pin.
  if (pin === null) return new WebSocket(url);
  const { openPinned } = await import('./pinned-socket.ts');
  return openPinned(url, pin, timeoutMs);
}

/** The runtime does not say why a connection came to nothing: with a certificate, it is worth another look. */
export async function explainFailure(error: unknown, { url, pin }: Address, timeoutMs: number): Promise<unknown> {
  const unexplained = error instanceof CommandFailure && error.code === 'UNREACHABLE';
  if (!unexplained || pin !== null || !url.startsWith('wss:')) return error;
  const { shakeHands } = await import('./handshake.ts');
  try {
    const { line, fingerprint, complaint } = await shakeHands(url, timeoutMs);
    line.destroy();
    return complaint === null ? unreachable(url) : untrusted(url, fingerprint, complaint);
  } catch (reason) {
    return reason;
  }
}
