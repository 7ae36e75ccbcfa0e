// Both runtimes run the sources as they are: the other tests may have started bundles.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { endGateways, startGateway } from './fixtures/gateway.ts';
import { connect, history, lines, talk } from './fixtures/greeting.ts';
import { type Model, modelSettings, startModel } from './fixtures/model.ts';
import { fromSources } from './fixtures/runtimes.ts';

let model: Model;
beforeAll(async () => {
  model = await startModel();
});
afterEach(endGateways);
afterAll(() => model.close());

test.each(fromSources)('The gateway talks when $name runs its sources', async (runtime) => {
  const gateway = await startGateway(runtime, { settings: modelSettings(model) });
  const client = await connect(gateway);
  await talk(client, 'agent:main:sources', 'from the sources');
  expect(lines(await history(client, 'agent:main:sources'))).toEqual([
    'user: from the sources',
    'assistant: You said: from the sources',
  ]);
  expect((await gateway.stop()).code).toBe(0);
});
