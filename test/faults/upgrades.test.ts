// Upgrades that nobody should ask for, and strangers who send more than they have to say: each is told, and the gateway lives.
import { once } from 'node:events';
import { connect as dial, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../actors/limits.ts';
import { endGateways, type Gateway, startGateway } from '../fixtures/gateway.ts';
import { connect } from '../fixtures/greeting.ts';
import { deno, node } from '../fixtures/runtimes.ts';

const handshake = {
  Host: '127.0.0.1',
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
};

function requestOf(first: string, changes: Record<string, string> = {}): string {
  const lines = Object.entries({ ...handshake, ...changes }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${first} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

async function raw({ port }: Gateway, said: string): Promise<Socket> {
  const socket = dial(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(said);
  return socket;
}

/** What is answered, up to the end of the JSON or the page. */
async function answer(gateway: Gateway, said: string): Promise<{ status: number; headers: string; body: string }> {
  const socket = await raw(gateway, said);
  let heard = '';
  for await (const bytes of socket) {
    heard += bytes;
    if (/\}\s*$|<\/html>\s*$|^HTTP\/1\.1 40[45] /.test(heard)) break;
  }
  const [headers = '', body = ''] = heard.split('\r\n\r\n', 2);
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(headers)?.[1]), headers, body };
}

/** The head of one text frame of a client: a length of eight bytes, and a mask that changes nothing. */
function frameHead(length: number): Buffer {
  const head = Buffer.alloc(14);
  head.writeUInt8(0x81, 0);
  head.writeUInt8(0x80 | 127, 1);
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

describe.each([node, deno])('an upgrade on $name', (runtime) => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway(runtime);
  });
  afterAll(endGateways);

  test.each(['//', 'http://[', '/\\', 'http://a:b@127.0.0.1/', '*', '/%'])(
    'of %j does not end the process',
    async (path) => {
      const { pid } = gateway;
      const socket = await raw(gateway, requestOf(`GET ${path}`));
      await Promise.race([once(socket, 'data'), once(socket, 'close')]);
      socket.destroy();
      const client = await connect(gateway);
      expect((await client.answer('health')).ok).toBe(true);
      expect(gateway.pid).toBe(pid);
      client.terminate();
    },
  );

  test('that is refused is told why', async () => {
    const { status, headers, body } = await answer(gateway, requestOf('GET /', { Host: 'evil.example' }));
    expect(status).toBe(421);
    expect(headers).toMatch(/content-type: application\/json/i);
    expect(body).toContain('"code":"HOST_NOT_ALLOWED"');
  });

  test.each([
    ['without a key', { 'Sec-WebSocket-Key': '' }],
    ['of another version', { 'Sec-WebSocket-Version': '8' }],
  ])('%s is refused in words, and is no error of the gateway', async (_name, changes) => {
    const { status, body } = await answer(gateway, requestOf('GET /', changes));
    expect(status).toBe(400);
    expect(body).toContain('Cannot open a socket: the request is no WebSocket handshake');
  });

  test('to something that is not spoken here gets the page', async () => {
    const { status, body } = await answer(gateway, requestOf('GET /', { Upgrade: 'h2c' }));
    expect(status).toBe(200);
    expect(body).toContain('<html');
  });

  test('by another method than GET opens nothing', async () => {
    expect((await answer(gateway, requestOf('POST /'))).status).toBe(404);
  });
});

test('On Node a stranger is stopped long before the frame that it announces is there', async () => {
  const gateway = await startGateway(node);
  const socket = await raw(gateway, requestOf('GET /'));
  await once(socket, 'data');
  const heard: Buffer[] = [];
  socket.on('data', (bytes) => heard.push(Buffer.from(bytes)));
  socket.write(frameHead(20 * 1024 * 1024));
  socket.write(Buffer.alloc(3 * limits.maxBeforeConnect, 'x'));
  await once(socket, 'end');
  const [opcode, , high = 0, low = 0] = Buffer.concat(heard).subarray(-34);
  expect([opcode, high * 256 + low]).toEqual([0x88, 1009]);
  expect(String(Buffer.concat(heard))).toContain('message too big before connect');
  socket.destroy();
  await endGateways();
});
