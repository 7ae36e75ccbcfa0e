// What waits behind a live run outlives the process, whatever it waited for.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { endGateways, startGateway } from '../fixtures/gateway.ts';
import { connect, history, lines, send } from '../fixtures/greeting.ts';
import { type Model, modelSettings, startModel } from '../fixtures/model.ts';
import { deno, node } from '../fixtures/runtimes.ts';

let model: Model;
beforeAll(async () => {
  model = await startModel();
});
afterEach(endGateways);
afterAll(() => model.close());

describe.each([node, deno])('kill -9 on $name with ten inputs behind a live run', (runtime) => {
  test('all ten run after the restart, once, in order', async () => {
    const gateway = await startGateway(runtime, { settings: modelSettings(model) });
    const key = `agent:main:ten-${runtime.name}`;
    const head = `the live one on ${runtime.name}`;
    const gate = model.gates(head);
    const before = await connect(gateway);
    const { runId } = await send(before, key, head);
    gate.release('so far');
    await before.heard(runId, 1);
    const words = Array.from({ length: 10 }, (_, index) => `${index} behind it on ${runtime.name}`);
    const waiting = await Promise.all(words.map((one) => send(before, key, one)));
    expect((await history(before, key)).pendingInputs.total).toBe(10);

    await gateway.kill();
    await gateway.restart();
    const after = await connect(gateway);
    for (const { runId } of waiting) {
      expect(await after.request('agent.wait', { sessionKey: key, runId })).toMatchObject({ status: 'ok' });
    }
    const shown = lines(await history(after, key)).filter((line) => line.startsWith('user: '));
    expect(shown).toEqual([head, ...words].map((one) => `user: ${one}`));
    for (const one of words) expect(model.asked(one), one).toBe(1);
    expect(model.asked(head)).toBe(1);
  });
});
