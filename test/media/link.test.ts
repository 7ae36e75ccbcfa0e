import { base64url, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { deviceToken } from '../../src/auth/device-token.ts';
import { createTickets, LINK_MS } from '../../src/media/link.ts';

const KEY = new Uint8Array(32).fill(7);
const START = Date.UTC(2030, 0, 1);

function open(key = KEY) {
  const clock = { now: START };
  return { clock, tickets: createTickets(key, () => clock.now) };
}

const refusal = (code: string) => expect.objectContaining({ details: { code } });
const wrong = { code: 'FORBIDDEN', details: { code: 'MEDIA_TICKET_INVALID' } };

test('Tickets.issue() opens one file, for ten minutes', async () => {
  const { clock, tickets } = open();
  const { ticket, expiresAt } = await tickets.issue('one');
  expect(expiresAt).toBe(START + LINK_MS);
  await expect(tickets.check(ticket, 'one')).resolves.toBe(expiresAt);
  clock.now = expiresAt - 1000;
  await expect(tickets.check(ticket, 'one')).resolves.toBe(expiresAt);
  clock.now = expiresAt;
  await expect(tickets.check(ticket, 'one')).rejects.toEqual(refusal('MEDIA_TICKET_EXPIRED'));
  clock.now = START;
  await expect(tickets.check(ticket, 'two')).rejects.toMatchObject(wrong);
});

test('Tickets.check() asks for a ticket with 401, and says how to get one', async () => {
  const { tickets } = open();
  for (const none of [null, '']) {
    await expect(tickets.check(none, 'one')).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining('assistant.media.get'),
    });
  }
});

test('Tickets.check() refuses what was changed, cut, made longer, or signed with another key', async () => {
  const { tickets } = open();
  const { ticket } = await tickets.issue('one');
  const [head = '', claims = '', signature = ''] = ticket.split('.');
  const later = base64url.encode(JSON.stringify({ sub: 'one', exp: START }));
  const stranger = (await open(new Uint8Array(32).fill(8)).tickets.issue('one')).ticket;
  const none = `${base64url.encode('{"alg":"none"}')}.${claims}.`;
  const others = [
    `${head}.${later}.${signature}`,
    ticket.slice(0, -2),
    `${ticket}${'A'.repeat(2000)}`,
    stranger,
    none,
    'x',
    '..',
  ];
  for (const other of others) await expect(tickets.check(other, 'one')).rejects.toMatchObject(wrong);
});

test('A ticket is signed with a key of its own: what the gateway key itself signs is none', async () => {
  const { tickets } = open();
  const claims = () =>
    new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('one')
      .setExpirationTime(START / 1000 + 60);
  const same = await claims().sign(KEY);
  await expect(tickets.check(same, 'one')).rejects.toMatchObject(wrong);
  const token = await deviceToken(KEY, { id: 'one', role: 'operator', generation: 1 });
  await expect(tickets.check(token, 'one')).rejects.toMatchObject(wrong);
});
