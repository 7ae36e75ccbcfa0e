// A file that comes with a ticket instead of the secret, on a real store.
import { expect, test } from 'vitest';
import { mediaRoutes } from '../../routes/media.ts';
import { openMediaSide } from '../../src/assembly/media-side.ts';
import { GatewayError } from '../../src/errors.ts';
import { sha256 } from '../../src/machine/digest.ts';
import { createIntake } from '../../src/media/intake.ts';
import { limits } from '../../src/media/limits.ts';
import { TICKET_MS } from '../../src/media/ticket.ts';
import { createMediaStore } from '../../src/store/media.ts';
import { openStore } from '../store/fixture.ts';

const START = Date.UTC(2030, 0, 1);
const UPLOAD = '/__openclaw__/media';

/** Nobody has the secret. */
async function open() {
  const { db, client } = await openStore();
  const clock = { now: START };
  const now = () => clock.now;
  const store = createMediaStore(db, sha256);
  const intake = createIntake(store, async () => null, now);
  const media = openMediaSide({ store, intake, signingKey: new Uint8Array(32).fill(7), now });
  const asked: string[] = [];
  const admit = async () => {
    asked.push('admit');
    throw new GatewayError('FORBIDDEN', 'no secret', { status: 401 });
  };
  const app = mediaRoutes({ media, admit, sessionKey: (given) => given });
  app.onError((error) => {
    if (!(error instanceof GatewayError)) throw error;
    return Response.json({ error: error.shape() }, { status: error.status });
  });
  const kept = async () => Number((await client.execute('select count(*) as n from media')).rows[0]?.n);
  const bring = (authorization: string, init: object = {}) =>
    app.request(`${UPLOAD}?name=a.txt`, { method: 'POST', body: 'words', ...init, headers: { authorization } });
  return { app, asked, bring, clock, kept, media };
}

// biome-ignore lint/suspicious/noExplicitAny: each test knows what it is answered
const json = async (response: Response): Promise<any> => response.json();

test.each(['POST', 'PUT'])(
  '%s /__openclaw__/media takes a file for a ticket, and asks for no secret then',
  async (method) => {
    const { asked, bring, kept, media } = await open();
    const pass = await media.uploadPass();
    const { maxUploadBytes: maxBytes, maxImageBytes } = limits;
    expect(pass).toEqual({ ticket: pass.ticket, expiresAt: START + TICKET_MS, maxBytes, maxImageBytes });
    for (const scheme of ['Ticket', 'ticket']) {
      const response = await bring(`${scheme} ${pass.ticket}`, { method });
      expect([response.status, (await json(response)).fileName]).toEqual([201, 'a.txt']);
    }
    expect([asked, await kept()]).toEqual([[], 2]);
  },
);

test('POST /__openclaw__/media refuses a ticket that is not one, and reads nothing of the body', async () => {
  const { bring, clock, kept, media } = await open();
  const { ticket } = await media.uploadPass();
  const link = (await media.tickets.issue('upload')).ticket;
  const refusal = async (authorization: string) => {
    const body = new ReadableStream({ pull: () => Promise.reject(new Error('It was read')) }, { highWaterMark: 0 });
    const response = await bring(authorization, { body, duplex: 'half' });
    return [response.status, (await json(response)).error.details.code];
  };
  expect(await refusal('Ticket ')).toEqual([401, 'MEDIA_TICKET_MISSING']);
  expect(await refusal('Ticket')).toEqual([401, 'MEDIA_TICKET_MISSING']);
  expect(await refusal(`Ticket ${link}`)).toEqual([403, 'MEDIA_TICKET_INVALID']);
  expect(await refusal(`Ticket ${ticket}x`)).toEqual([403, 'MEDIA_TICKET_INVALID']);
  clock.now += TICKET_MS;
  expect(await refusal(`Ticket ${ticket}`)).toEqual([403, 'MEDIA_TICKET_EXPIRED']);
  expect(await kept()).toBe(0);
});

test('A ticket to bring files is no secret, and shows no file', async () => {
  const { app, asked, bring, media } = await open();
  const { ticket } = await media.uploadPass();
  const headers = { authorization: `Ticket ${ticket}` };
  const { mediaId } = await json(await bring(headers.authorization));
  expect((await bring(`Bearer ${ticket}`)).status).toBe(401);
  const meta = `/__openclaw__/assistant-media?meta=1&source=media://inbound/${mediaId}`;
  expect((await app.request(meta, { headers })).status).toBe(401);
  expect(asked).toEqual(['admit', 'admit']);
  const shown = await app.request(`${UPLOAD}/${mediaId}?ticket=${ticket}`);
  expect([shown.status, (await json(shown)).error.details.code]).toEqual([403, 'MEDIA_TICKET_INVALID']);
});
