// A socket of Node or Deno and the place where its stranger waits: when it is given back, and when too much was said.
import { WSContext, type WSEvents } from 'hono/ws';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { limits } from '../../actors/limits.ts';
import { type Pipe, type RawSocket, socketEvents } from '../../actors/local-sockets.ts';
import { localFacts } from '../auth/client.ts';
import { pass, stopTheClock } from './fixture.ts';
import { connect, openDoor } from './visitor.ts';

beforeEach(stopTheClock);
afterEach(() => void vi.useRealTimers());

function open(pipeShown = true) {
  const { door } = openDoor();
  const told = { left: 0, unbound: 0, closed: [] as (number | undefined)[] };
  let flood: (() => void) | null = null;
  const pipe: Pipe = {
    cork: () => undefined,
    uncork: () => undefined,
    bound(_most, flooded) {
      flood = flooded;
      return () => {
        told.unbound += 1;
      };
    },
  };
  const leave = () => {
    told.left += 1;
  };
  const visit = { facts: localFacts, session: null, leave };
  const events: WSEvents<RawSocket> = socketEvents(door, visit, pipeShown ? pipe : undefined);
  const context = new WSContext<RawSocket>({
    raw: { bufferedAmount: 0 },
    readyState: 1,
    send: () => undefined,
    close: (code) => void told.closed.push(code),
  });
  const opened = () => events.onOpen?.(new Event('open'), context);
  const say = (data: string) => events.onMessage?.(new MessageEvent('message', { data }), context);
  const end = () => events.onClose?.(new CloseEvent('close'), context);
  return { door, told, opened, say, end, flood: () => flood?.() };
}

test('Whoever is admitted waits no longer and may say more, and whoever leaves before gives the place back', async () => {
  const [known, stranger] = [open(), open()];
  for (const { opened } of [known, stranger]) opened();
  known.say(connect);
  await pass(0);
  expect(known.told).toMatchObject({ left: 1, unbound: 1, closed: [] });
  expect(stranger.told).toMatchObject({ left: 0, unbound: 0 });
  stranger.end();
  expect(stranger.told.left).toBe(1);
});

test('A stranger who says too much is sent away, is nobody any more, and waits until his line has ended', async () => {
  const { door, told, opened, say, end, flood } = open();
  opened();
  flood();
  expect(told).toMatchObject({ left: 0, closed: [1009] });
  expect(door.empty).toBe(true);
  say(connect);
  await pass(0);
  expect(door.audience.size).toBe(0);
  end();
  expect(told.left).toBe(1);
});

test('A socket works the same where nothing lies open under it', async () => {
  const { told, opened, say } = open(false);
  opened();
  say(connect);
  await pass(0);
  expect(told.left).toBe(1);
});

test('A socket that never opens gives its place back after a while', async () => {
  const [never, late] = [open(), open()];
  late.opened();
  await pass(limits.unopenedMs);
  expect([never.told.left, late.told.left]).toEqual([1, 0]);
});
