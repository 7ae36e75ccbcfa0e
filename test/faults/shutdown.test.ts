// SIGTERM: goodbye in words, nothing lost, and an end that nobody can delay.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Client } from '../fixtures/client.ts';
import { endGateways, failToStart, startGateway } from '../fixtures/gateway.ts';
import { connect, history, inject, lines, send } from '../fixtures/greeting.ts';
import { type Model, modelSettings, startModel } from '../fixtures/model.ts';
import { deno, node } from '../fixtures/runtimes.ts';

let model: Model;
beforeAll(async () => {
  model = await startModel();
});
afterEach(endGateways);
afterAll(() => model.close());

describe.each([node, deno])('SIGTERM on $name', (runtime) => {
  test('everyone is told, then closed with 1012, and the exit code is 0', async () => {
    const gateway = await startGateway(runtime);
    const clients = [await connect(gateway), await connect(gateway, { path: '/sessions/one/socket' })];
    const stranger = await Client.open(gateway.url);
    const exit = gateway.stop();
    for (const client of clients) {
      expect((await client.event('shutdown')).payload).toMatchObject({ reason: expect.any(String) });
      expect((await client.closed).code).toBe(1012);
      expect(client.problems).toEqual([]);
    }
    expect((await stranger.closed).code).toBe(1012);
    expect((await exit).code).toBe(0);
    expect(existsSync(join(gateway.stateDirectory, 'pincer.lock'))).toBe(false);
  });

  test('SIGINT is the same', async () => {
    const gateway = await startGateway(runtime);
    const client = await connect(gateway);
    process.kill(gateway.pid, 'SIGINT');
    expect((await client.closed).code).toBe(1012);
    expect((await gateway.exit()).code).toBe(0);
  });

  test('what was acknowledged before it is there afterwards', async () => {
    const gateway = await startGateway(runtime);
    const client = await connect(gateway);
    const key = 'agent:main:until-the-end';
    let acknowledged = 0;
    const enough = Promise.withResolvers<void>();
    const all = Promise.allSettled(
      Array.from({ length: 200 }, async (_, index) => {
        await inject(client, key, `note ${index}`);
        acknowledged += 1;
        if (acknowledged === 50) enough.resolve();
      }),
    );
    await enough.promise;
    expect((await gateway.stop()).code).toBe(0);
    await all;
    await gateway.restart();
    const after = lines(await history(await connect(gateway), key, { limit: 1000 }));
    expect(after.length).toBeGreaterThanOrEqual(acknowledged);
    expect(after).toEqual(after.map((_, index) => `assistant: note ${index}`));
  });

  test('a run that talks and a client that waits do not hold it, and all that was said is kept', async () => {
    const gateway = await startGateway(runtime, { settings: modelSettings(model) });
    const client = await connect(gateway);
    const key = 'agent:main:cut-off';
    const said = `talk for ever on ${runtime.name}`;
    const gate = model.gates(said);
    const { runId } = await send(client, key, said);
    const waiting = client.answer('agent.wait', { runId, timeoutMs: 86_400_000 }).catch(() => null);
    for (const word of ['every ', 'word ', 'of it']) gate.release(word);
    await client.heard(runId, 'every word of it'.length);
    expect((await gateway.stop()).code).toBe(0);
    await waiting;
    await gateway.restart();
    const page = await history(await connect(gateway), key);
    expect(lines(page)).toEqual([`user: ${said}`, 'assistant: every word of it']);
    expect(page.messages[1]).toMatchObject({ openclawAbort: { aborted: true, origin: 'restart' } });
    expect(model.asked(said)).toBe(1);
  });

  test('a client that never answers does not hold it', async () => {
    const gateway = await startGateway(runtime);
    const socket = dial(gateway.port, '127.0.0.1');
    socket.on('error', () => undefined);
    const key = Buffer.from('0123456789abcdef').toString('base64');
    socket.write(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    await once(socket, 'data');
    socket.pause();
    expect((await gateway.stop()).code).toBe(0);
    socket.destroy();
  });

  test('a second gateway on the same directory refuses with the pid of the first, which goes on', async () => {
    const gateway = await startGateway(runtime);
    const { stateDirectory } = gateway;
    const { code, output } = await failToStart(runtime, { stateDirectory, settings: null });
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`^Cannot start: .* is held by pid ${gateway.pid} since \\S+\\n$`));
    expect((await (await connect(gateway)).answer('health')).ok).toBe(true);
  });
});
