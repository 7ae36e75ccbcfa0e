import { afterEach, expect, test } from 'vitest';
import { logWords } from '../../src/cli/log-line.ts';
import { type FakeGateway, fakeGateway, type Request } from './fake-gateway.ts';
import { person } from './person.ts';

const gateways: FakeGateway[] = [];

afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
});

const record = (message: string) =>
  JSON.stringify({ '@timestamp': '2026-01-01T00:00:00Z', level: 'INFO', message, logger: 'pincer', properties: {} });

test('pincer logs prints the newest lines for a person, or as they are with --json', async () => {
  const { user, gateway } = await setting(() => ({ cursor: 9, lines: [record('hello'), 'not a record'] }));
  expect((await user.run('logs --limit 7')).out).toBe('2026-01-01T00:00:00Z INFO    pincer: hello\nnot a record\n');
  expect(gateway.requests.at(-1)?.params).toEqual({ limit: 7 });
  expect((await user.run('logs --json')).out).toBe(`${record('hello')}\n{"message":"not a record"}\n`);
});

test('pincer logs --follow goes on from the cursor until it is stopped', async () => {
  let asked = 0;
  const { user, gateway } = await setting(() => {
    asked += 1;
    return { cursor: asked * 10, lines: [`line ${asked}`] };
  });
  const running = user.run('logs --follow --interval 1');
  await user.printed('line 3');
  user.stop();
  const { code, out } = await running;
  expect(code).toBe(0);
  expect(out.startsWith('line 1\nline 2\nline 3\n')).toBe(true);
  const tails = gateway.requests.filter(({ method }) => method === 'logs.tail').map(({ params }) => params);
  expect(tails.slice(0, 3)).toEqual([{ limit: 200 }, { cursor: 10 }, { cursor: 20 }]);
  expect(user.watching()).toBe(0);
});

test('pincer logs --follow fails with a sentence when the gateway goes away', async () => {
  const { user, gateway } = await setting(() => ({ cursor: 1, lines: ['here'] }));
  const running = user.run('logs --follow --interval 1');
  await user.printed('here');
  await gateway.close();
  expect(await running).toMatchObject({ code: 1, err: 'The gateway closed the connection: code 1006\n' });
});

test('logWords() lets nothing in a log line steer the terminal', () => {
  expect(logWords(record('a\u001b[2Jb\rc'))).toBe('2026-01-01T00:00:00Z INFO    pincer: a[2Jbc');
});

async function setting(tail: (request: Request) => { cursor: number; lines: string[] }) {
  const payload = (request: Request) => ({ payload: { file: 'f', size: 1, ...tail(request) } });
  const gateway = await fakeGateway({ 'logs.tail': payload });
  gateways.push(gateway);
  return { gateway, user: person({ gateway: { port: gateway.port, auth: { token: 'right-token' } } }) };
}
