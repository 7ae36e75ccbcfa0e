// Files over HTTP: in by upload, named in a message, shown in history, and out again by a link.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/media/limits.ts';
import { createTickets } from '../../src/media/link.ts';
import { MediaGot, MediaUploadPass } from '../../src/protocol/media.ts';
import type { Client } from '../fixtures/client.ts';
import { makeDevice } from '../fixtures/device.ts';
import type { Gateway } from '../fixtures/gateway.ts';
import { helloOf, history, talk } from '../fixtures/greeting.ts';
import type { House } from './house.ts';

const UPLOAD = '/__openclaw__/media';
const Uploaded = v.object({ ok: v.literal(true), mediaId: v.string(), contentType: v.string(), sizeBytes: v.number() });
const Refused = v.object({
  error: v.object({ code: v.string(), message: v.string(), details: v.optional(v.unknown()) }),
});
const Shown = v.object({
  media: v.array(v.object({ url: v.string(), contentType: v.string(), sizeBytes: v.number() })),
});

export function filmOf(size: number): Buffer<ArrayBuffer> {
  return Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2', 'latin1'), randomBytes(size - 24)]);
}

const bearer = (gateway: Gateway) => ({ authorization: `Bearer ${gateway.token}` });

async function upload({ gateway }: House, bytes: Uint8Array<ArrayBuffer>, name: string, headers = {}) {
  const url = `${gateway.http}${UPLOAD}?name=${encodeURIComponent(name)}`;
  return fetch(url, { method: 'POST', body: bytes, headers: { ...bearer(gateway), ...headers } });
}

/** A request whose body is said piece by piece, or never. */
function slowly({ gateway }: House, headers: Record<string, string> = {}): ClientRequest {
  const asked = request(`${gateway.http}${UPLOAD}`, {
    method: 'POST',
    headers: { ...bearer(gateway), ...headers },
    agent: false,
  });
  asked.on('error', () => undefined);
  return asked;
}

async function answerTo(asked: ClientRequest): Promise<{ status: number; code: string }> {
  const [response]: IncomingMessage[] = await once(asked, 'response');
  let text = '';
  for await (const chunk of response?.setEncoding('utf8') ?? []) text += chunk;
  return { status: response?.statusCode ?? 0, code: codeIn(JSON.parse(text)) };
}

function codeIn(body: unknown): string {
  const { details } = v.parse(Refused, body).error;
  return v.is(v.object({ code: v.string() }), details) ? details.code : '';
}

async function refusal(response: Response): Promise<[number, string]> {
  return [response.status, codeIn(await response.json())];
}

async function linkTo(client: Client, source: string, sessionKey?: string) {
  const got = v.parse(MediaGot, await client.request('assistant.media.get', { source, sessionKey }));
  if (!got.available) throw new Error(got.reason);
  return got;
}

export function media(house: House): void {
  describe('media', () => {
    test('a film is uploaded, named in a message, shown in history, and seen through a link', async () => {
      const client = await house.connect();
      const key = house.key();
      const bytes = filmOf(700_000);
      const uploaded = await upload(house, bytes, 'holiday.mp4');
      expect(uploaded.status).toBe(201);
      const { mediaId } = v.parse(Uploaded, await uploaded.json());
      await talk(client, key, 'look at this', { attachments: [{ mediaId }] });

      const { messages } = await history(client, key);
      const [shown] = v.parse(Shown, messages[0]?.__openclaw).media;
      expect(shown).toMatchObject({ contentType: 'video/mp4', sizeBytes: 700_000 });
      const link = await linkTo(client, shown?.url ?? '', key);
      expect(link).toMatchObject({ mimeType: 'video/mp4', kind: 'video', sizeBytes: 700_000, fileName: 'holiday.mp4' });
      expect(link.url).not.toContain(house.gateway.token);

      const url = `${house.gateway.http}${link.url}`;
      const whole = await fetch(url);
      expect(whole.status).toBe(200);
      expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
      expect(Object.fromEntries(whole.headers)).toMatchObject({
        'content-type': 'video/mp4',
        'content-length': '700000',
        'accept-ranges': 'bytes',
        'cache-control': expect.stringMatching(/^private, max-age=\d+$/),
        'content-security-policy': "default-src 'none'; sandbox",
        'content-disposition': expect.stringMatching(/^inline; /),
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      });

      const part = await fetch(url, { headers: { range: 'bytes=262000-524999' } });
      expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 262000-524999/700000']);
      expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(262_000, 525_000))).toBe(true);
      expect((await fetch(url, { headers: { range: 'bytes=700000-' } })).status).toBe(416);
      const head = await fetch(url, { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '700000', '']);
      const known = await fetch(url, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } });
      expect([known.status, await known.text()]).toEqual([304, '']);
    });

    test('a link is refused without its ticket, after its time, for another file, and when it was changed', async () => {
      const client = await house.connect();
      const ids = [];
      for (const name of ['one', 'two']) {
        ids.push(v.parse(Uploaded, await (await upload(house, filmOf(100), name)).json()).mediaId);
      }
      const [one = '', two = ''] = ids;
      const { mediaTicket } = await linkTo(client, `media://inbound/${one}`);
      const ask = async (id: string, ticket?: string) =>
        refusal(await fetch(`${house.gateway.http}${UPLOAD}/${id}${ticket === undefined ? '' : `?ticket=${ticket}`}`));
      expect(await ask(one)).toEqual([401, 'MEDIA_TICKET_MISSING']);
      expect(await ask(two, mediaTicket)).toEqual([403, 'MEDIA_TICKET_INVALID']);
      expect(await ask(one, `${mediaTicket}x`)).toEqual([403, 'MEDIA_TICKET_INVALID']);
      expect(await ask(one, house.gateway.token)).toEqual([403, 'MEDIA_TICKET_INVALID']);
      const key = Buffer.from(
        readFileSync(join(house.gateway.stateDirectory, 'pincer.key'), 'utf8').trim(),
        'base64url',
      );
      const old = await createTickets(new Uint8Array(key), () => Date.now() - 3_600_000).issue(one);
      expect(await ask(one, old.ticket)).toEqual([403, 'MEDIA_TICKET_EXPIRED']);
    });

    test('assistant-media tells the owner of a file of the session, and gives its bytes for the ticket', async () => {
      const client = await house.connect();
      const key = house.key();
      const { mediaId } = v.parse(Uploaded, await (await upload(house, Buffer.from('some words'), 'a.txt')).json());
      await talk(client, key, 'read it', { attachments: [{ mediaId }] });
      const at = `${house.gateway.http}/__openclaw__/assistant-media?source=media://inbound/${mediaId}`;
      const headers = bearer(house.gateway);
      const meta = async (query: string) =>
        v.parse(MediaGot, await (await fetch(`${at}${query}&meta=1`, { headers })).json());
      const own = await meta(`&sessionKey=${key}`);
      if (!own.available) throw new Error(own.reason);
      const bytes = await fetch(`${at}&mediaTicket=${own.mediaTicket}`);
      expect([await bytes.text(), bytes.headers.get('content-type')]).toEqual([
        'some words',
        'text/plain; charset=utf-8',
      ]);
      expect(bytes.headers.get('content-disposition')).toMatch(/^attachment; /);
      expect(await meta(`&sessionKey=${house.key()}`)).toMatchObject({ available: false, code: 'file-not-found' });
      expect((await fetch(`${at}&meta=1`)).status).toBe(401);
      expect(await refusal(await fetch(at))).toEqual([401, 'MEDIA_TICKET_MISSING']);
    });

    test('a session shows only the files that it holds, on its own socket too', async () => {
      const key = house.key();
      const own = await house.connect({ path: `/sessions/${key}/socket` });
      const { mediaId } = v.parse(Uploaded, await (await upload(house, Buffer.from('words'), 'a.txt')).json());
      const source = `media://inbound/${mediaId}`;
      expect(await own.request('assistant.media.get', { source })).toMatchObject({ available: false });
      await talk(own, key, 'read it', { attachments: [{ mediaId }] });
      expect(await own.request('assistant.media.get', { source })).toMatchObject({ available: true });
      for (const place of [
        '/etc/passwd',
        'file:///etc/passwd',
        'media://inbound/../pincer.key',
        'http://127.0.0.1/a',
      ]) {
        expect((await own.refusal('assistant.media.get', { source: place })).code).toBe('INVALID_REQUEST');
      }
    });

    test('nobody uploads without the secret, from another page, from another site, or with too few scopes', async () => {
      const { gateway } = house;
      const post = (headers: Record<string, string>) =>
        fetch(`${gateway.http}${UPLOAD}`, { method: 'POST', body: 'words', headers });
      expect((await post({})).status).toBe(401);
      expect((await post({ authorization: 'Bearer wrong' })).status).toBe(401);
      expect(await refusal(await post({ ...bearer(gateway), origin: 'https://evil.example' }))).toEqual([
        403,
        'CONTROL_UI_ORIGIN_NOT_ALLOWED',
      ]);
      const reader = { ...bearer(gateway), 'x-openclaw-scopes': 'operator.read' };
      expect(await refusal(await post(reader))).toEqual([403, 'MISSING_SCOPE']);
      const asked = slowly(house, { 'sec-fetch-site': 'cross-site' });
      asked.end('words');
      expect(await answerTo(asked)).toEqual({ status: 403, code: 'CROSS_SITE_REQUEST' });
      const own = await post({ ...bearer(gateway), origin: gateway.http });
      expect(own.status).toBe(201);
      await own.body?.cancel();
    });

    test('a page that is a device brings a file with a ticket, and no other page does', async () => {
      const { gateway } = house;
      const device = makeDevice();
      const page = { client: { id: 'openclaw-control-ui', mode: 'webchat' }, socket: { origin: gateway.http } };
      const { deviceToken = '' } = helloOf(await house.connect({ ...page, device: { device } })).auth;
      const client = await house.connect({ ...page, device: { device }, auth: { deviceToken } });
      const key = house.key();
      const pass = v.parse(MediaUploadPass, await client.request('assistant.media.upload'));
      expect(pass).toMatchObject({ url: UPLOAD, maxBytes: limits.maxUploadBytes, maxImageBytes: limits.maxImageBytes });
      const bring = (authorization: string, headers: Record<string, string> = {}) =>
        fetch(`${gateway.http}${pass.url}`, { method: 'POST', body: 'words', headers: { authorization, ...headers } });
      const ticket = `Ticket ${pass.ticket}`;
      const brought = await bring(ticket, { origin: gateway.http, 'sec-fetch-site': 'same-origin' });
      expect(brought.status).toBe(201);
      const { mediaId } = v.parse(Uploaded, await brought.json());
      for (const said of ['read it', 'read it again']) await talk(client, key, said, { attachments: [{ mediaId }] });
      expect((await history(client, key)).messages.filter(({ __openclaw }) => __openclaw.media)).toHaveLength(2);

      expect(await refusal(await bring(ticket, { origin: 'https://evil.example' }))).toEqual([
        ...[403, 'CONTROL_UI_ORIGIN_NOT_ALLOWED'],
      ]);
      const asked = slowly(house, { authorization: ticket, 'sec-fetch-site': 'cross-site' });
      asked.end('words');
      expect(await answerTo(asked)).toEqual({ status: 403, code: 'CROSS_SITE_REQUEST' });
      const { mediaTicket } = await linkTo(client, `media://inbound/${mediaId}`, key);
      expect(await refusal(await bring(`Ticket ${mediaTicket}`))).toEqual([403, 'MEDIA_TICKET_INVALID']);
      expect((await bring(`Bearer ${pass.ticket}`)).status).toBe(401);
      expect((await bring(`Ticket ${deviceToken}`)).status).toBe(403);
      const reader = await house.connect({ scopes: ['operator.read'] });
      expect(await reader.refusal('assistant.media.upload', {})).toMatchObject({ code: 'FORBIDDEN' });
    });

    test('a file that is too large, or of no known type, is refused at once, and others are served meanwhile', async () => {
      const others = slowly(house, { 'content-length': '1000' });
      others.write('the beginning');
      const large = slowly(house, { 'content-length': String(limits.maxUploadBytes + 1) });
      large.flushHeaders();
      expect(await answerTo(large)).toEqual({ status: 413, code: 'ATTACHMENT_TOO_LARGE' });
      const program = await upload(house, Buffer.from('\x7fELF\x02\x01\x01\0\0\0', 'latin1'), 'holiday.mp4');
      expect(await refusal(program)).toEqual([415, 'ATTACHMENT_TYPE_UNSUPPORTED']);
      const form = await upload(house, Buffer.from('x'), 'a', { 'content-type': 'multipart/form-data; boundary=x' });
      expect(await refusal(form)).toEqual([415, 'UPLOAD_NOT_RAW']);
      others.end('.'.repeat(1000 - 13));
      const [response]: IncomingMessage[] = await once(others, 'response');
      expect(response?.statusCode).toBe(201);
      response?.resume();
    });

    // At the edge each request has a place of its own, and the memory of its own object.
    test.skipIf(house.edge)('four files come in at once, and one that is given up makes room', async () => {
      const opened = [1, 2, 3, 4].map(() => slowly(house, { 'content-length': '600000', expect: '100-continue' }));
      for (const asked of opened) {
        asked.flushHeaders();
        await once(asked, 'continue');
        asked.write(filmOf(300_000));
      }
      const fifth = async () => {
        const { status, headers } = await upload(house, filmOf(100), 'fifth.mp4');
        return [status, headers.get('retry-after'), headers.get('cache-control')];
      };
      await expect.poll(fifth, { timeout: 5000 }).toEqual([429, '5', 'no-store']);
      for (const asked of opened) asked.destroy();
      await expect.poll(fifth, { timeout: 5000 }).toEqual([201, null, 'no-store']);
    });
  });
}
