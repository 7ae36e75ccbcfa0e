// A client that keeps what it sends until it is taken, and says it again under the same name.
import { expect } from 'vitest';
import type { Client } from '../fixtures/client.ts';

export type Wish = { sessionKey: string; message: string; idempotencyKey: string };

/** Try again: nothing else is said of what passes by itself. */
export const away = { code: 'UNAVAILABLE', retryable: true, retryAfterMs: expect.any(Number) };

export function wishOf(sessionKey: string, message: string): Wish {
  return { sessionKey, message, idempotencyKey: crypto.randomUUID() };
}

export async function insist(client: Client, wish: Wish): Promise<void> {
  for (;;) {
    const { ok, error } = await client.answer('chat.send', wish);
    if (ok) return;
    expect(error).toMatchObject(away);
  }
}
