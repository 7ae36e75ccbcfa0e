// Tickets to bring files: for whoever may write and has no secret to show over HTTP, as a page that is a device.
import { GatewayError } from '../errors.ts';
import { createSigner, type Ticket } from './ticket.ts';

/** There is one place to bring files to. */
const SUBJECT = 'upload';
const NEXT = 'ask for a new one with assistant.media.upload';

export interface UploadTickets {
  issue(): Promise<Ticket>;
  /** Throws when it is not good. */
  check(ticket: string): Promise<void>;
}

export function createUploadTickets(signingKey: Uint8Array, now: () => number): UploadTickets {
  const kind = { purpose: 'media-upload', missing: ticketMissing, wrong: ticketWrong, expired: ticketExpired };
  const signer = createSigner(kind, signingKey, now);
  return {
    issue: () => signer.issue(SUBJECT),
    async check(ticket) {
      await signer.check(ticket, SUBJECT);
    },
  };
}

function ticketMissing(): GatewayError {
  return new GatewayError('INVALID_REQUEST', `Cannot take the file as its ticket is empty: ${NEXT}`, {
    status: 401,
    details: { code: 'MEDIA_TICKET_MISSING' },
  });
}

function ticketWrong(): GatewayError {
  return new GatewayError('FORBIDDEN', `Cannot take the file as the ticket is not one for bringing files: ${NEXT}`, {
    details: { code: 'MEDIA_TICKET_INVALID' },
  });
}

function ticketExpired(): GatewayError {
  return new GatewayError('FORBIDDEN', `Cannot take the file as the ticket has expired: ${NEXT}`, {
    details: { code: 'MEDIA_TICKET_EXPIRED' },
  });
}
