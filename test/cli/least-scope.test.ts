// The command line takes no more scopes than the methods need that a command calls.
import { afterEach, expect, test } from 'vitest';
import { type Answers, type FakeGateway, fakeGateway } from './fake-gateway.ts';
import { person } from './person.ts';

const gateways: FakeGateway[] = [];
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
});

const answers: Answers = {
  health: () => ({ payload: {} }),
  status: () => ({ payload: {} }),
  'system-presence': () => ({ payload: [] }),
  'models.list': () => ({ payload: { models: [] } }),
  'logs.tail': () => ({ payload: { file: 'here', cursor: 0, size: 0, lines: [] } }),
  'device.pair.list': () => ({ payload: { pending: [], paired: [] } }),
  'chat.send': () => ({ payload: {} }),
  'sessions.reset': () => ({ payload: {} }),
  'exec.approval.list': () => ({ payload: [] }),
  'of.another.version': () => ({ payload: {} }),
};

test.each([
  ['health', ['operator.read']],
  ['status', ['operator.read']],
  ['status --deep', ['operator.read']],
  ['models list', ['operator.read']],
  ['logs', ['operator.read']],
  ['devices list', ['operator.pairing']],
  ['gateway status', []],
  ['gateway call chat.send', ['operator.write']],
  ['gateway call sessions.reset', ['operator.admin']],
  ['gateway call exec.approval.list', ['operator.approvals']],
  ['gateway call of.another.version', ['operator.read']],
])('pincer %s connects once, with %j', async (line, scopes) => {
  const gateway = await fakeGateway(answers);
  gateways.push(gateway);
  const user = person({ gateway: { port: gateway.port, auth: { token: 'right-token' } } });
  expect(await user.run(line)).toMatchObject({ code: 0, err: '' });
  const connects = gateway.requests.filter(({ method }) => method === 'connect').map(({ params }) => params);
  expect(connects).toMatchObject([{ scopes }]);
});
