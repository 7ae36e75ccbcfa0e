// The WebSocket of a gateway whose certificate is known beforehand.
import { WebSocket } from 'ws';
import { shakeHands } from './handshake.ts';
import { type Pin, wrongCertificate } from './reach-failure.ts';

/** Nothing is said, not even what is wanted, before the certificate was seen to be the right one. */
export async function openPinned(url: string, pin: Pin, timeoutMs: number): Promise<WebSocket> {
  const { line, fingerprint } = await shakeHands(url, timeoutMs);
  if (fingerprint !== pin.fingerprint) {
    line.destroy();
    throw wrongCertificate(url, fingerprint, pin);
  }
  return new WebSocket(url, { createConnection: () => line, perMessageDeflate: false });
}
