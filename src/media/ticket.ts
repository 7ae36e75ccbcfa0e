// Tickets: what one may do for a short while without another credential. Each kind has a key of its own, and what signs
// them signs nothing else.
import { errors, jwtVerify, SignJWT } from 'jose';
import type { GatewayError } from '../errors.ts';

export const TICKET_MS = 10 * 60_000;
const ALGORITHM = 'HS256';
/** Of a ticket that was made here, and then some. */
const LONGEST = 1024;

export type Ticket = { ticket: string; expiresAt: number };

/** One kind of ticket, and what is said of those that are not good. */
export type TicketKind = {
  purpose: string;
  missing: () => GatewayError;
  wrong: () => GatewayError;
  expired: () => GatewayError;
};

export interface Signer {
  issue(subject: string): Promise<Ticket>;
  /** Until when it is good; throws when it is not. */
  check(ticket: string | null, subject: string): Promise<number>;
}

export function createSigner(kind: TicketKind, signingKey: Uint8Array, now: () => number): Signer {
  let derived: Promise<CryptoKey> | null = null;
  const key = () => {
    derived ??= deriveKey(signingKey, kind.purpose);
    return derived;
  };

  return {
    async issue(subject) {
      const seconds = Math.floor((now() + TICKET_MS) / 1000);
      const ticket = await new SignJWT()
        .setProtectedHeader({ alg: ALGORITHM })
        .setSubject(subject)
        .setExpirationTime(seconds)
        .sign(await key());
      return { ticket, expiresAt: seconds * 1000 };
    },

    async check(ticket, subject) {
      if (ticket === null || ticket === '') throw kind.missing();
      if (ticket.length > LONGEST) throw kind.wrong();
      try {
        const { payload } = await jwtVerify(ticket, await key(), {
          algorithms: [ALGORITHM],
          subject,
          requiredClaims: ['exp'],
          currentDate: new Date(now()),
        });
        return (payload.exp ?? 0) * 1000;
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw kind.expired();
        if (error instanceof errors.JOSEError) throw kind.wrong();
        throw error;
      }
    },
  };
}

/** From the gateway's key, by another way than device tokens: neither can be made into the other. */
async function deriveKey(signingKey: Uint8Array, purpose: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', new Uint8Array(signingKey), 'HKDF', false, ['deriveKey']);
  const way = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: new TextEncoder().encode(purpose) };
  const kind = { name: 'HMAC', hash: 'SHA-256', length: 256 };
  return crypto.subtle.deriveKey(way, material, kind, false, ['sign', 'verify']);
}
