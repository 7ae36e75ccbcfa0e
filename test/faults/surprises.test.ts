// Things that should not happen, and do: the one who asked is told, the log has the cause, and the gateway goes on.
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { connect as dial, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Client } from '../fixtures/client.ts';
import { endGateways, startGateway } from '../fixtures/gateway.ts';
import { connect, history, inject, send } from '../fixtures/greeting.ts';
import { type Model, modelSettings, startModel } from '../fixtures/model.ts';
import { deno, node } from '../fixtures/runtimes.ts';

let model: Model;
beforeAll(async () => {
  model = await startModel();
});
afterEach(endGateways);
afterAll(() => model.close());

const upgrade =
  'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n\r\n';

async function raw(port: number): Promise<Socket> {
  const socket = dial(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

describe.each([node, deno])('a surprise on $name', (runtime) => {
  test('a handler that fails answers with a reference to the log, and the gateway lives', async () => {
    const gateway = await startGateway(runtime);
    const client = await connect(gateway);
    rmSync(gateway.settingsFile);
    mkdirSync(gateway.settingsFile);
    const { code, message } = await client.refusal('config.get');
    expect(code).toBe('INTERNAL');
    const reference = /under ([0-9a-f]{8})$/.exec(message)?.[1] ?? 'no reference';
    expect(message).not.toMatch(/EISDIR|directory|\//);
    expect((await client.answer('health')).ok).toBe(true);
    await gateway.stop();
    const log = readFileSync(join(gateway.stateDirectory, 'logs', 'pincer.log'), 'utf8');
    expect(log).toContain(reference);
    expect(log).toMatch(/EISDIR|Is a directory/i);
  });

  test('a settings file that is taken away is told as such', async () => {
    const gateway = await startGateway(runtime);
    const client = await connect(gateway);
    rmSync(gateway.settingsFile);
    expect(await client.request('config.get')).toMatchObject({ exists: false, raw: null, hash: null });
  });

  test('sockets that are reset during the upgrade do not end the process', async () => {
    const gateway = await startGateway(runtime);
    const { pid } = gateway;
    const refused = upgrade.replace('Host: 127.0.0.1', 'Host: evil.example');
    for (const text of ['', 'GET / HT', upgrade.slice(0, 60), upgrade, `${upgrade}garbage`, refused]) {
      for (let count = 0; count < 20; count += 1) {
        const socket = await raw(gateway.port);
        if (text !== '') await new Promise((resolve) => socket.write(text, resolve));
        socket.resetAndDestroy();
        await once(socket, 'close');
      }
    }
    const client = await connect(gateway);
    expect((await client.answer('health')).ok).toBe(true);
    expect(gateway.pid).toBe(pid);
  });

  test('what is no HTTP, and no WebSocket frame, hurts nobody else', async () => {
    const gateway = await startGateway(runtime);
    const client = await connect(gateway);
    const noise = await raw(gateway.port);
    noise.write(Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 7) % 256)));
    const unmasked = await raw(gateway.port);
    unmasked.write(upgrade);
    await once(unmasked, 'data');
    unmasked.write(Buffer.from([0x81, 0x05, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0xff, 0xff, 0xff]));
    await once(unmasked, 'close');
    expect((await client.answer('health')).ok).toBe(true);
    noise.destroy();
  });

  test('binary frames are read as text, and text that is no UTF-8 ends only its own socket', async () => {
    const gateway = await startGateway(runtime);
    const client = await connect(gateway);
    const broken = await raw(gateway.port);
    broken.write(upgrade);
    await once(broken, 'data');
    broken.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]));
    await once(broken, 'close');
    expect((await client.answer('health')).ok).toBe(true);
  });

  test('watchers that vanish in the middle of a stream take nothing with them', async () => {
    const gateway = await startGateway(runtime, { settings: modelSettings(model) });
    const client = await connect(gateway);
    const said = `watch me on ${runtime.name}`;
    const gate = model.gates(said);
    const { runId } = await send(client, 'main', said);
    const watchers = await Promise.all(Array.from({ length: 20 }, () => connect(gateway)));
    for (const [index, watcher] of watchers.entries()) {
      gate.release(`${index} `);
      await client.heard(runId, index * 2);
      watcher.terminate();
    }
    gate.end();
    expect(await client.ended(runId)).toMatchObject({ state: 'final' });
    expect(client.problems).toEqual([]);
  });

  test('a sender that vanishes before the answer leaves its message behind', async () => {
    const gateway = await startGateway(runtime, { settings: modelSettings(model) });
    const watcher = await connect(gateway);
    const sender = await connect(gateway);
    sender.send({
      type: 'req',
      id: '1',
      method: 'chat.send',
      params: { sessionKey: 'left', message: 'and gone', idempotencyKey: 'left-behind' },
    });
    await watcher.event('chat', (payload) => JSON.stringify(payload).includes('left-behind'));
    sender.terminate();
    expect(await watcher.ended('left-behind')).toMatchObject({ state: 'final' });
    expect((await history(watcher, 'left')).messages).toHaveLength(2);
  });

  test('a reader that stops reading is sent away before it costs more than maxBufferedBytes, and nobody else notices', async () => {
    const gateway = await startGateway(runtime);
    const [client, frozen] = [await connect(gateway), await raw(gateway.port)];
    const slow = await connect(gateway);
    slow.pause();
    const megabyte = 'x'.repeat(1_000_000);
    for (let count = 0; count < 90; count += 1) await inject(client, `agent:main:flood-${count % 5}`, megabyte);
    slow.resume();
    expect(await slow.closed).toMatchObject({
      code: expect.toSatisfy((code: number) => code === 1008 || code === 1006),
    });
    expect(slow.frames.length).toBeLessThan(client.frames.length);
    expect((await client.answer('health')).ok).toBe(true);
    expect(client.problems).toEqual([]);
    frozen.destroy();
  });

  test('two hundred sockets that never speak leave room for one that does', async () => {
    const gateway = await startGateway(runtime);
    const silent = await Promise.all(Array.from({ length: 200 }, () => Client.open(gateway.url)));
    const client = await connect(gateway);
    expect((await client.answer('health')).ok).toBe(true);
    for (const one of silent) one.terminate();
  });
});
