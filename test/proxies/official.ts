// The official client library, unchanged, through a proxy: it sends the session of the sign-in and pins the certificate.
import { GatewayClient } from '@openclaw/gateway-client';
import type { Front, Visitor } from './front.ts';

export type Met = {
  client: GatewayClient;
  /** Comes when something was told that has all these words. */
  heard(...words: string[]): Promise<void>;
  /** How its first socket ended, once it is in again on another. */
  back: Promise<{ code: number; reason: string }>;
};

export async function meet({ proxy, sent }: Front, visitor: Visitor): Promise<Met> {
  const first = Promise.withResolvers<void>();
  const back = Promise.withResolvers<{ code: number; reason: string }>();
  const told: string[] = [];
  let listen: () => void = () => undefined;
  let end: { code: number; reason: string } | null = null;
  const client = new GatewayClient({
    url: `wss://${proxy.address}:${proxy.port}/`,
    tlsFingerprint: proxy.fingerprint,
    edgeAuthHeaders: sent(visitor),
    scopes: ['operator.read', 'operator.write'],
    onHelloOk: () => (end === null ? first.resolve() : back.resolve(end)),
    onConnectError: first.reject,
    onClose(code, reason) {
      end ??= { code, reason };
    },
    onEvent(event) {
      told.push(JSON.stringify(event));
      listen();
    },
  });
  client.start();
  await first.promise;
  const heard = (...words: string[]) =>
    new Promise<void>((resolve) => {
      listen = () => {
        if (told.some((text) => words.every((word) => text.includes(word)))) resolve();
      };
      listen();
    });
  return { client, heard, back: back.promise };
}
