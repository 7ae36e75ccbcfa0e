import { userInfo } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MachineFailure } from '../../src/machine/failure.ts';
import { tailscaleProgram } from '../../src/machine/tailscale-program.ts';
import { type FakeTailscale, makeTailscale, NAME, routeTo, type Verb } from '../fixtures/tailscale-program.ts';

const PORT = 18790;
const OURS = `http://127.0.0.1:${PORT}`;
const NOT_INSTALLED = 'the program "tailscale" is not installed: install Tailscale, or put it on the PATH';
const LINK = 'https://login.tailscale.com/f/serve?node=nABC123';
const ENABLE = `printf '\\nServe is not enabled on your tailnet.\\nTo enable, visit:\\n\\n         ${LINK}\\n\\n'`;
const DENIED = `echo "sending serve config: Access denied: serve config denied

Use 'sudo tailscale serve --bg'.
To not require root, use 'sudo tailscale set --operator=\\$USER' once." >&2; exit 1`;

let tailscale: FakeTailscale;
beforeEach(() => {
  tailscale = makeTailscale();
});
afterEach(() => tailscale.remove());

const program = (timeoutMs = 5000) => tailscaleProgram({ environment: tailscale.environment, timeoutMs });

async function refusal(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    (answer) => expect.fail(`it answered ${JSON.stringify(answer)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof MachineFailure)) throw error;
  expect(error.message).not.toMatch(/\p{Cc}|\.$/u);
  expect(error.message.length).toBeLessThan(500);
  return error.message;
}

const says = (status: unknown) => `echo '${JSON.stringify(status)}'; exit`;

describe('the name', () => {
  test('dnsName() is the name of this machine without its last dot', async () => {
    expect(await program().dnsName()).toBe(NAME);
    expect(tailscale.calls()).toEqual(['status --json --peers=false']);
  });

  test.each([
    ['not logged in', says({ BackendState: 'NeedsLogin', Self: {} }), 'not logged in to Tailscale: run "tailscale up"'],
    ['never set up', says({ BackendState: 'NoState' }), 'not logged in to Tailscale: run "tailscale up"'],
    ['not approved', says({ BackendState: 'NeedsMachineAuth', Self: null }), 'has not approved this machine yet'],
    ['stopped', says({ BackendState: 'Stopped', Self: { DNSName: 'a.b.' } }), 'is stopped: run "tailscale up"'],
    ['starting', says({ BackendState: 'Starting', Self: { DNSName: 'a.b.' } }), 'is still starting: try again'],
    [
      'without a name',
      says({ BackendState: 'Running', Self: { DNSName: '' } }),
      'no name in its tailnet: turn MagicDNS on',
    ],
    ['badly named', says({ BackendState: 'Running', Self: { DNSName: 'a b/c.' } }), 'no name in its tailnet'],
    ['not understood', 'echo hello; exit', 'prints is not understood: bring Tailscale up to date'],
    ['silent', 'exec sleep 60', 'it took longer than 100 ms: see what "tailscale status" says'],
    ['endless', 'exec head -c 1000000 /dev/zero', 'it printed more than 64 kB: see what "tailscale status" says'],
    [
      'without its daemon',
      `echo "failed to connect to local tailscaled; it doesn't appear to be running" >&2; exit 1`,
      'tailscaled is not running: start it, on Linux with "sudo systemctl start tailscaled"',
    ],
    ['failing', 'printf "\\n\\033[31mno.\\n" >&2; exit 1', 'the program "tailscale" says "[31mno": see what'],
    ['failing at length', 'head -c 5000 /dev/zero | tr "\\0" x >&2; exit 1', `says "${'x'.repeat(200)}…": see what`],
    ['failing without a word', 'exit 3', 'it ended with the code 3: see what'],
  ])('dnsName() rejects in words when Tailscale is %s', async (_what, lines, words) => {
    tailscale.instead('status', lines);
    const said = await refusal(program(lines.includes('sleep') ? 100 : 5000).dnsName());
    expect(said).toMatch(/^Cannot find the name of this machine as /);
    expect(said).toContain(words);
  });

  test('dnsName() rejects in words when Tailscale is not installed', async () => {
    const missing = tailscaleProgram({ environment: { PATH: '/nowhere' } });
    expect(await refusal(missing.dnsName())).toBe(`Cannot find the name of this machine as ${NOT_INSTALLED}`);
  });

  test('dnsName() hands on no variable that the program need not know, and where tailscaled is', async () => {
    const secret = { OPENCLAW_GATEWAY_TOKEN: 'the-token', ANTHROPIC_API_KEY: 'the-key', TS_SOCKET: '/run/other sock' };
    const { username } = userInfo();
    const environment = { ...tailscale.environment, ...secret, USER: username };
    await tailscaleProgram({ environment }).dnsName();
    expect(tailscale.calls()).toEqual(['--socket=/run/other sock status --json --peers=false']);
    expect(tailscale.sees()).toContain(`USER=${username}`);
    expect(tailscale.sees().join('\n')).not.toMatch(/the-token|the-key|TS_SOCKET/);
  });
});

describe.each(['serve', 'funnel'] as const)('%s', (mode) => {
  const way = { mode, port: PORT };
  const opens = `${mode} --bg --yes --https=443 ${OURS}`;
  const changes = () => tailscale.calls().filter((call) => call.includes('--https=443'));

  test('open() leads port 443 to the port, and tells the address', async () => {
    expect(await program().open(way)).toEqual({ url: `https://${NAME}`, dnsName: NAME });
    expect(tailscale.calls()).toEqual([
      'status --json --peers=false',
      'serve status --json',
      opens,
      'serve status --json',
    ]);
    expect(tailscale.routes.read()).toEqual(routeTo(OURS, { funnel: mode === 'funnel' }));
  });

  test('open() leaves what it opened before as it is', async () => {
    tailscale.routes.write(routeTo(`${OURS}/`, { funnel: mode === 'funnel' }));
    expect(await program().open(way)).toEqual({ url: `https://${NAME}`, dnsName: NAME });
    expect(changes()).toEqual([]);
  });

  test('open() opens anew what was open to others', async () => {
    tailscale.routes.write(routeTo(OURS, { funnel: mode === 'serve' }));
    await program().open(way);
    expect(changes()).toEqual([opens]);
  });

  test.each([
    ['nothing was ever served', null],
    [
      'other ports are',
      {
        TCP: { 22: { TCPForward: '127.0.0.1:22' }, 8443: { HTTPS: true } },
        Web: { [`${NAME}:8443`]: { Handlers: { '/': { Proxy: 'http://127.0.0.1:3000' } } } },
      },
    ],
  ])('open() opens where %s', async (_what, routes) => {
    tailscale.routes.write(routes);
    await program().open(way);
    expect(changes()).toEqual([opens]);
  });

  test.each([
    ['another port', routeTo('http://127.0.0.1:3000'), 'http://127.0.0.1:3000'],
    ['a port that begins alike', routeTo(`${OURS}0`), `${OURS}0`],
    ['another machine', routeTo(`http://10.0.0.1:${PORT}`), `http://10.0.0.1:${PORT}`],
    ['a path of ours', routeTo(OURS, { path: '/chat' }), `${OURS} under /chat`],
    ['a folder', { Web: { [`${NAME}:443`]: { Handlers: { '/': { Path: '/srv/www' } } } } }, '/srv/www'],
    ['a text', { Web: { [`${NAME}:443`]: { Handlers: { '/': { Text: 'hello' } } } } }, 'a text'],
    ['a stream', { TCP: { 443: { TCPForward: '127.0.0.1:22', TerminateTLS: NAME } } }, 'tcp://127.0.0.1:22'],
    ['the old name', routeTo('http://127.0.0.1:3000', { name: 'old.tail1234.ts.net' }), 'http://127.0.0.1:3000'],
    ['a foreground', { Foreground: { s1: routeTo('http://127.0.0.1:3000') } }, 'http://127.0.0.1:3000'],
    [
      'something beside ours',
      {
        Web: { [`${NAME}:443`]: { Handlers: { '/': { Proxy: OURS }, '/files': { Path: '/srv' } } } },
      },
      '/srv under /files',
    ],
  ])('open() refuses to take the place of %s', async (_what, routes, other) => {
    tailscale.routes.write(routes);
    expect(await refusal(program().open(way))).toBe(
      `Cannot open tailscale ${mode} as port 443 of this machine leads to ${other} already: take that down with "tailscale serve --https=443 off", or set gateway.tailscale.mode to "off"`,
    );
    expect(changes()).toEqual([]);
    expect(tailscale.routes.read()).toEqual(routes);
  });

  test.each<[string, Verb, string, string]>([
    ['waits to be enabled', mode, `${ENABLE}; exec sleep 60`, `enabled for this tailnet: open ${LINK} to enable it`],
    ['only says how it is enabled', mode, `${ENABLE}; exit`, `enabled for this tailnet: open ${LINK} to enable it`],
    ['is not permitted', mode, DENIED, 'may not change it: run "sudo tailscale set --operator=$USER" once'],
    ['has no effect', mode, 'exit', 'as it had no effect: see what "tailscale status" says'],
    [
      'is not available',
      mode,
      'echo "Funnel not available; HTTPS must be enabled. See https://tailscale.com/s/https." >&2; exit 1',
      'says "Funnel not available; HTTPS must be enabled. See https://tailscale.com/s/https": see what',
    ],
    ['prints a megabyte', mode, 'exec head -c 1000000 /dev/zero', 'it printed more than 64 kB'],
    ['cannot say what is served', 'routes', 'exit 1', 'as it ended with the code 1: see what'],
    ['says something else', 'routes', 'echo "No serve config"; exit', 'prints is not understood: bring Tailscale'],
    ['is logged out', 'status', says({ BackendState: 'NeedsLogin' }), 'as this machine is not logged in to Tailscale'],
  ])('open() rejects in words when the program %s', async (_what, verb, lines, words) => {
    tailscale.instead(verb, lines);
    const said = await refusal(program(lines.includes('sleep') ? 1000 : 5000).open(way));
    expect(said).toMatch(new RegExp(`^Cannot open tailscale ${mode} as `));
    expect(said).toContain(words);
  });

  test('open() rejects in words when Tailscale is not installed', async () => {
    const missing = tailscaleProgram({ environment: { PATH: '/nowhere' } });
    expect(await refusal(missing.open(way))).toBe(`Cannot open tailscale ${mode} as ${NOT_INSTALLED}`);
  });

  test('close() takes down what leads to the port, and nothing beside it', async () => {
    await program().open(way);
    expect(await program().close(way)).toBe(true);
    expect(changes()).toEqual([opens, `${mode} --yes --https=443 --set-path=/ off`]);
    expect(tailscale.routes.read()).toEqual({});
  });

  test.each([
    ['nothing', {}],
    ['another port', routeTo('http://127.0.0.1:3000')],
    ['another path', routeTo(OURS, { path: '/chat' })],
    ['a stream', { TCP: { 443: { TCPForward: `127.0.0.1:${PORT}` } } }],
  ])('close() leaves port 443 as it is when it leads to %s', async (_what, routes) => {
    tailscale.routes.write(routes);
    expect(await program().close(way)).toBe(false);
    expect(tailscale.calls()).toEqual(['serve status --json']);
    expect(tailscale.routes.read()).toEqual(routes);
  });

  test('close() rejects in words when it is not permitted', async () => {
    await program().open(way);
    tailscale.instead('off', DENIED);
    expect(await refusal(program().close(way))).toBe(
      `Cannot close tailscale ${mode} as this user may not change it: run "sudo tailscale set --operator=$USER" once`,
    );
  });
});
