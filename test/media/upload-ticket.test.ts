// Tickets to bring files: good for ten minutes, and for nothing else.
import { expect, test } from 'vitest';
import { deviceToken } from '../../src/auth/device-token.ts';
import { createTickets } from '../../src/media/link.ts';
import { TICKET_MS } from '../../src/media/ticket.ts';
import { createUploadTickets } from '../../src/media/upload-ticket.ts';

const KEY = new Uint8Array(32).fill(7);
const START = Date.UTC(2030, 0, 1);

function open(key = KEY) {
  const clock = { now: START };
  const now = () => clock.now;
  return { clock, uploads: createUploadTickets(key, now), links: createTickets(key, now) };
}

const wrong = { code: 'FORBIDDEN', status: 403, details: { code: 'MEDIA_TICKET_INVALID' } };
const next = expect.stringContaining('assistant.media.upload');

test('UploadTickets.issue() is good for ten minutes', async () => {
  const { clock, uploads } = open();
  const { ticket, expiresAt } = await uploads.issue();
  expect(expiresAt).toBe(START + TICKET_MS);
  await expect(uploads.check(ticket)).resolves.toBeUndefined();
  clock.now = expiresAt - 1000;
  await expect(uploads.check(ticket)).resolves.toBeUndefined();
  clock.now = expiresAt;
  await expect(uploads.check(ticket)).rejects.toMatchObject({
    ...{ code: 'FORBIDDEN', status: 403, details: { code: 'MEDIA_TICKET_EXPIRED' }, message: next },
  });
});

test('UploadTickets.check() asks for a ticket with 401, and says how to get one', async () => {
  await expect(open().uploads.check('')).rejects.toMatchObject({
    ...{ status: 401, details: { code: 'MEDIA_TICKET_MISSING' }, message: next },
  });
});

test('The ticket of a link brings no file, even of that name, and a ticket to bring files shows none', async () => {
  const { uploads, links } = open();
  for (const id of ['upload', 'one']) {
    await expect(uploads.check((await links.issue(id)).ticket)).rejects.toMatchObject(wrong);
    await expect(links.check((await uploads.issue()).ticket, id)).rejects.toMatchObject(wrong);
  }
});

test('UploadTickets.check() refuses what another key signed, what was changed, and a device token', async () => {
  const { uploads } = open();
  const { ticket } = await uploads.issue();
  const stranger = (await open(new Uint8Array(32).fill(8)).uploads.issue()).ticket;
  const token = await deviceToken(KEY, { id: 'upload', role: 'operator', generation: 1 });
  for (const other of [stranger, token, ticket.slice(0, -2), `${ticket}${'A'.repeat(2000)}`, 'x', '..']) {
    await expect(uploads.check(other)).rejects.toMatchObject({ ...wrong, message: next });
  }
});
