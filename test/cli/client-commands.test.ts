import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Answers, type FakeGateway, fakeGateway } from './fake-gateway.ts';
import { person } from './person.ts';

const gateways: FakeGateway[] = [];

afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
});

const answers: Answers = {
  health: () => ({
    payload: { ok: true, durationMs: 2, channelOrder: [], defaultAgentId: 'main', sessions: { count: 3 } },
  }),
  status: () => ({
    payload: {
      runtimeVersion: '9.9.9',
      uptimeMs: 125_000,
      connections: 2,
      sessions: { count: 1, defaults: { model: 'fake/one' }, recent: [{ key: 'agent:main:main', age: 4000 }] },
    },
  }),
  'system-presence': () => ({ payload: [{ text: 'Somebody', ts: 1 }] }),
  'models.list': () => ({
    payload: {
      models: [{ id: 'one', name: 'One', provider: 'fake', contextWindow: 8000, available: false, tags: ['default'] }],
    },
  }),
  'needs.admin': (_, scopes) =>
    scopes.includes('operator.admin')
      ? { payload: { done: true } }
      : {
          error: {
            code: 'FORBIDDEN',
            message: 'missing scope: operator.admin',
            details: { missingScope: 'operator.admin' },
          },
        },
  quiet: () => 'silence',
  bye: () => ({ close: [1012, 'service restart'] }),
};

test('pincer health asks the gateway of this machine with its own token and the least scope', async () => {
  const { gateway, user } = await setting();
  expect(await user.run('health')).toEqual({
    code: 0,
    out: 'The gateway is well: 3 sessions, agent main, no channels\n',
    err: '',
  });
  expect(gateway.requests.map(({ method }) => method)).toEqual(['connect', 'health']);
  expect(gateway.requests[0]?.params).toMatchObject({
    minProtocol: 4,
    maxProtocol: 4,
    client: { id: 'cli', mode: 'cli', version: '1.2.3' },
    scopes: ['operator.read'],
    auth: { token: 'right-token' },
  });
});

test('pincer --json prints what the gateway answered, wherever the option stands', async () => {
  const { user } = await setting();
  for (const line of ['health --json', '--json health']) {
    const { code, out } = await user.run(line);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, sessions: { count: 3 } });
  }
});

test('pincer status tells what the gateway does, and --deep who is there', async () => {
  const { user } = await setting();
  expect((await user.run('status')).out).toBe(
    'Version      9.9.9\nUp for       2 min\nConnections  2\nModel        fake/one\nSessions     1\n' +
      '             agent:main:main, 4 s ago\n',
  );
  expect((await user.run('status --deep')).out).toContain('Present      Somebody');
  expect(JSON.parse((await user.run('status --deep --json')).out)).toMatchObject({ health: { ok: true } });
});

test('pincer models list shows the models in columns', async () => {
  const { user } = await setting();
  expect((await user.run('models list')).out).toBe(
    'Model     Name  Context\nfake/one  One   8000     default, unavailable\n',
  );
});

test('pincer gateway call sends the parameters, and asks again with the scope that was missing', async () => {
  const { gateway, user } = await setting();
  expect(await user.run(['gateway', 'call', 'needs.admin', '--params', '{"a":1}'])).toMatchObject({
    code: 0,
    out: '{\n  "done": true\n}\n',
  });
  const scopes = gateway.requests.filter(({ method }) => method === 'connect').map(({ params }) => params);
  expect(scopes).toMatchObject([{ scopes: ['operator.read'] }, { scopes: ['operator.admin'] }]);
  expect(gateway.requests.at(-1)?.params).toEqual({ a: 1 });
});

test.each([
  ['gateway call nothing', 'unknown method: nothing', 'INVALID_REQUEST'],
  ['health --token wrong', 'unauthorized: gateway token mismatch', 'INVALID_REQUEST'],
  ['gateway call bye', 'The gateway closed the connection: service restart (1012)', 'CLOSED'],
])('pincer %s fails with one sentence', async (line, message, code) => {
  const { user } = await setting();
  expect(await user.run(line)).toEqual({ code: 1, out: '', err: `${message}\n` });
  const inJson = await user.run(`${line} --json`);
  expect(JSON.parse(inJson.err)).toEqual({ error: { code, message } });
});

test('pincer gives up after --timeout, also on a server that never speaks', async () => {
  const { user, gateway } = await setting();
  expect((await user.run('gateway call quiet --timeout 2000')).err).toBe(
    `The gateway at ${gateway.url} did not answer quiet within 2000 ms\n`,
  );
  const mute = await fakeGateway({}, false);
  gateways.push(mute);
  expect((await user.run(`health --url ${mute.url} --token t --timeout 40`)).err).toBe(
    `The gateway at ${mute.url} did not answer connect.challenge within 40 ms\n`,
  );
});

test('pincer health says how to start the gateway when there is none', async () => {
  const port = await freePort();
  const user = person({ gateway: { port, auth: { token: 'right-token' } } });
  expect(await user.run('health')).toEqual({
    code: 1,
    out: '',
    err: `Cannot reach the gateway at ws://127.0.0.1:${port}/: is it running? Start it with \`pincer gateway\`\n`,
  });
});

test('pincer --url never sends the secret of this machine', async () => {
  const { gateway, user } = await setting();
  const alone = await user.run(`health --url ${gateway.url}`);
  expect(alone).toMatchObject({ code: 2, err: 'Cannot use --url alone: give --token or --password with it\n' });
  expect(gateway.requests).toEqual([]);
  const http = gateway.url.replace('ws:', 'http:');
  expect(await user.run(`health --url ${http} --password right-token`)).toMatchObject({ code: 0 });
  expect(gateway.requests[0]?.params).toMatchObject({ auth: { password: 'right-token' } });
});

test('pincer goes to the remote gateway of the settings with its secret, not with the local one', async () => {
  const gateway = await started();
  const remote = { url: gateway.url, token: 'right-token' };
  const user = person({ gateway: { mode: 'remote', auth: { token: 'local-only' }, remote } });
  expect(await user.run('health')).toMatchObject({ code: 0 });
  const bare = person({ gateway: { mode: 'remote', auth: { token: 'local-only' }, remote: { url: gateway.url } } });
  expect(await bare.run('health')).toMatchObject({ code: 1 });
  expect(gateway.requests.at(-1)?.params).toMatchObject({ auth: {} });
});

test.each([
  ['health --url moon --token t', 2, /Cannot use the address 'moon'/],
  ['health --url ws://me:pw@h --token t', 2, /Cannot use an address with a user in it/],
  ['health --timeout soon', 2, /It must be a whole number/],
  ['health --nonsense', 2, /Unknown option '--nonsense'/],
  ['nonsense', 2, /Unknown command 'nonsense'/],
  ['gateway nonsense', 2, /.+/],
  ['gateway call x --params {', 2, /Cannot read --params/],
  ['health --dev --profile x', 2, /Cannot use --dev and --profile together/],
])('pincer %s exits with %i', async (line, code, message) => {
  const { user } = await setting();
  const result = await user.run(line);
  expect(result.code).toBe(code);
  expect(result.err).toMatch(message);
  expect(result.err.trimEnd().split('\n')).toHaveLength(1);
});

test('pincer without a command shows the help and exits with 2, with --help 0', async () => {
  const user = person();
  expect(await user.run([])).toMatchObject({ code: 2 });
  const help = await user.run('health --help');
  expect(help).toMatchObject({ code: 0, err: '' });
  expect(help.out).toContain('--json');
  expect(await user.run('--version')).toEqual({ code: 0, out: '1.2.3\n', err: '' });
});

async function started(): Promise<FakeGateway> {
  const gateway = await fakeGateway(answers);
  gateways.push(gateway);
  return gateway;
}

async function setting() {
  const gateway = await started();
  return { gateway, user: person({ gateway: { port: gateway.port, auth: { token: 'right-token' } } }) };
}

/** One that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
