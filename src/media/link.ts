// Tickets in links: one file, for a short while. What signs them signs nothing else.
import { errors, jwtVerify, SignJWT } from 'jose';
import { GatewayError } from '../errors.ts';

export const LINK_MS = 10 * 60_000;
const ALGORITHM = 'HS256';
const PURPOSE = 'media-link';
/** Of a ticket that was made here, and then some. */
const LONGEST = 1024;

export type Ticket = { ticket: string; expiresAt: number };

export interface Tickets {
  issue(mediaId: string): Promise<Ticket>;
  /** Until when it is good; throws when it is not. */
  check(ticket: string | null, mediaId: string): Promise<number>;
}

export function createTickets(signingKey: Uint8Array, now: () => number): Tickets {
  let derived: Promise<CryptoKey> | null = null;
  const key = () => {
    derived ??= deriveKey(signingKey);
    return derived;
  };

  return {
    async issue(mediaId) {
      const seconds = Math.floor((now() + LINK_MS) / 1000);
      const ticket = await new SignJWT()
        .setProtectedHeader({ alg: ALGORITHM })
        .setSubject(mediaId)
        .setExpirationTime(seconds)
        .sign(await key());
      return { ticket, expiresAt: seconds * 1000 };
    },

    async check(ticket, mediaId) {
      if (ticket === null || ticket === '') throw ticketMissing();
      if (ticket.length > LONGEST) throw ticketWrong();
      try {
        const { payload } = await jwtVerify(ticket, await key(), {
          algorithms: [ALGORITHM],
          subject: mediaId,
          requiredClaims: ['exp'],
          currentDate: new Date(now()),
        });
        return (payload.exp ?? 0) * 1000;
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw ticketExpired();
        if (error instanceof errors.JOSEError) throw ticketWrong();
        throw error;
      }
    },
  };
}

/** From the gateway's key, by another way than device tokens: neither can be made into the other. */
async function deriveKey(signingKey: Uint8Array): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', new Uint8Array(signingKey), 'HKDF', false, ['deriveKey']);
  const way = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: new TextEncoder().encode(PURPOSE) };
  const kind = { name: 'HMAC', hash: 'SHA-256', length: 256 };
  return crypto.subtle.deriveKey(way, material, kind, false, ['sign', 'verify']);
}

function ticketMissing(): GatewayError {
  return new GatewayError(
    'INVALID_REQUEST',
    'Cannot show the file without a ticket: ask for a link with assistant.media.get',
    { status: 401, details: { code: 'MEDIA_TICKET_MISSING' } },
  );
}

function ticketWrong(): GatewayError {
  return new GatewayError('FORBIDDEN', 'Cannot show the file as the ticket is not one for it: ask for a new link', {
    details: { code: 'MEDIA_TICKET_INVALID' },
  });
}

function ticketExpired(): GatewayError {
  return new GatewayError('FORBIDDEN', 'Cannot show the file as the link has expired: ask for a new one', {
    details: { code: 'MEDIA_TICKET_EXPIRED' },
  });
}
