// Files over HTTP: how one comes in, how a link to it is asked for, and what is behind the link.
import { type Context, Hono } from 'hono';
import type { MediaLinks, MediaStore } from '../src/agent-seams.ts';
import { GatewayError, invalidRequest } from '../src/errors.ts';
import type { Tickets } from '../src/media/link.ts';
import type { Reception } from '../src/media/reception.ts';
import type { UploadTickets } from '../src/media/upload-ticket.ts';
import { showLink } from '../src/methods/media.ts';
import { describeIssue, parse } from '../src/protocol/issues.ts';
import { ASSISTANT_MEDIA_PATH, MEDIA_PATH, MediaGetParams, MediaId } from '../src/protocol/media.ts';
import type { RouteName } from '../src/protocol/operations.ts';
import { type Admit, admitFor } from './admission.ts';
import { answerFile } from './media-file.ts';

export type Media = {
  receive: Reception;
  links: MediaLinks;
  tickets: Tickets;
  uploadTickets: Pick<UploadTickets, 'check'>;
  store: Pick<MediaStore, 'find' | 'read' | 'sweep'>;
  now: () => number;
};

export type MediaDeps = {
  media: Media;
  admit: Admit;
  /** The whole name of a session that may be called by a shorter one. */
  sessionKey: (given: string, agentId: string | undefined) => string;
};

const refusedWith: Record<string, 413 | 415> = {
  ATTACHMENT_TOO_LARGE: 413,
  ATTACHMENT_IMAGE_TOO_LARGE: 413,
  ATTACHMENT_TYPE_UNSUPPORTED: 415,
};
const fresh = { 'Cache-Control': 'no-store' };

export function mediaRoutes({ media, admit, sessionKey }: MediaDeps): Hono {
  const app = new Hono();

  const file = async (c: Context, id: string, ticket: string | null) => {
    const until = await media.tickets.check(ticket, id);
    const [found] = await media.store.find([id]);
    if (!found) throw gone();
    return answerFile(c, found, media.store.read, Math.floor((until - media.now()) / 1000));
  };

  const receive = async (c: Context, route: RouteName) => {
    const ticket = /^Ticket(?: +(\S*))?$/i.exec(c.req.header('authorization') ?? '');
    if (ticket) await media.uploadTickets.check(ticket[1] ?? '');
    else await admitFor(route, c, admit);
    if (/^multipart\//i.test(c.req.header('content-type') ?? '')) throw notRaw();
    const { body } = c.req.raw;
    try {
      const { id, name, type, kind, size, width, height, expiresAt } = await media.receive({
        name: c.req.query('name'),
        length: lengthOf(c.req.header('content-length')),
        body,
      });
      const sides = width === undefined || height === undefined ? {} : { width, height };
      const answer = { ok: true, mediaId: id, contentType: type, kind, sizeBytes: size, fileName: name, ...sides };
      return c.json({ ...answer, expiresAtMs: expiresAt }, 201, fresh);
    } catch (error) {
      const status = error instanceof GatewayError ? refusedWith[String(error.details?.code)] : undefined;
      if (!(error instanceof GatewayError) || status === undefined) throw error;
      return c.json({ error: error.shape() }, status, fresh);
    }
  };

  app.post(MEDIA_PATH, (c) => receive(c, `POST ${MEDIA_PATH}`));
  app.put(MEDIA_PATH, (c) => receive(c, `PUT ${MEDIA_PATH}`));

  app.get(`${MEDIA_PATH}/:id`, async (c) => {
    const id = parse(MediaId, c.req.param('id'));
    if (!id.success) throw gone();
    return file(c, id.output, c.req.query('ticket') ?? null);
  });

  app.get(ASSISTANT_MEDIA_PATH, async (c) => {
    const { meta, mediaTicket, ...query } = c.req.query();
    const asked = parse(MediaGetParams, query);
    if (!asked.success) throw invalidRequest(`Cannot serve that file: ${describeIssue(asked.issues[0])}`);
    const { source, sessionKey: given, agentId } = asked.output;
    if (meta !== '1') return file(c, source, mediaTicket ?? null);
    await admitFor(`GET ${ASSISTANT_MEDIA_PATH}`, c, admit);
    const link = await media.links(source, given === undefined ? null : sessionKey(given, agentId));
    return c.json(showLink(link), 200, fresh);
  });

  return app;
}

function lengthOf(header: string | undefined): number | null {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : null;
}

function gone(): GatewayError {
  const words = 'Cannot show the file as there is none of that name, or no more: look for it in the conversation';
  return new GatewayError('INVALID_REQUEST', words, { status: 404, details: { code: 'ATTACHMENT_NOT_FOUND' } });
}

function notRaw(): GatewayError {
  const words = 'Cannot take a form: send the bytes of one file as the body, and its name as ?name=';
  return new GatewayError('INVALID_REQUEST', words, { status: 415, details: { code: 'UPLOAD_NOT_RAW' } });
}
