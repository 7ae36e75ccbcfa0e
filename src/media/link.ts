// Tickets in links: one file, for a short while.
import { GatewayError } from '../errors.ts';
import { createSigner, TICKET_MS, type Ticket } from './ticket.ts';

export const LINK_MS = TICKET_MS;

export interface Tickets {
  issue(mediaId: string): Promise<Ticket>;
  /** Until when it is good; throws when it is not. */
  check(ticket: string | null, mediaId: string): Promise<number>;
}

export function createTickets(signingKey: Uint8Array, now: () => number): Tickets {
  const kind = { purpose: 'media-link', missing: ticketMissing, wrong: ticketWrong, expired: ticketExpired };
  return createSigner(kind, signingKey, now);
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
