// A crowd from one address that never says who it is, and an owner at another who signs in meanwhile.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { limits } from '../../actors/limits.ts';
import { Client } from '../fixtures/client.ts';
import { endGateways, type Gateway, startGateway } from '../fixtures/gateway.ts';
import { connect } from '../fixtures/greeting.ts';
import type { Fates } from '../fixtures/half-open.ts';
import { deno, node } from '../fixtures/runtimes.ts';
import { sized } from '../fixtures/sized.ts';

/** What was promised, whatever the machine. */
const SIGN_IN_MS = 1000;
const MUTE = '127.0.0.2';
/** A proxy that is believed, so that whoever asks through it comes from elsewhere. */
const PROXY = '127.0.0.3';
const settings = { gateway: { trustedProxies: [PROXY] } };
const elsewhere = { 'X-Forwarded-For': '203.0.113.9' };

const MOST = sized(2000, 10_000);

beforeEach(({ skip }) => {
  if (process.platform !== 'linux') skip('only on Linux one machine has so many addresses of its own');
  const most = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
  if (most !== 'unlimited' && Number(most) < MOST + 500) skip(`it takes ${MOST} open files, and ${most} are allowed`);
});

const crowds: Crowd[] = [];
afterEach(async () => {
  await Promise.all(crowds.splice(0).map((crowd) => crowd.end()));
  await endGateways();
});

class Crowd {
  readonly #child;
  readonly #exit;
  #fates: Fates = { begun: 0, open: 0, refused: 0, closed: 0 };
  #waiting: { known: (fates: Fates) => boolean; resolve: (fates: Fates) => void }[] = [];

  constructor({ port }: Gateway, address: string, many: number, said: string) {
    const script = fileURLToPath(new URL('../fixtures/half-open.ts', import.meta.url));
    const words = [script, `${port}`, address, `${many}`, said];
    this.#child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#exit = once(this.#child, 'exit');
    createInterface(this.#child.stdout).on('line', (line) => this.#heard(JSON.parse(line)));
    crowds.push(this);
  }

  /** What had become of its connections when it was first so. */
  until(known: (fates: Fates) => boolean): Promise<Fates> {
    if (known(this.#fates)) return Promise.resolve(this.#fates);
    return new Promise((resolve) => this.#waiting.push({ known, resolve }));
  }

  end(): Promise<unknown> {
    this.#child.stdin.end();
    return this.#exit;
  }

  #heard(fates: Fates): void {
    this.#fates = fates;
    const served = this.#waiting.filter(({ known }) => known(fates));
    this.#waiting = this.#waiting.filter((one) => !served.includes(one));
    for (const { resolve } of served) resolve(fates);
  }
}

/** From the first packet to hello-ok. */
async function signIn(gateway: Gateway): Promise<number> {
  const began = performance.now();
  const owner = await connect(gateway);
  const took = performance.now() - began;
  owner.terminate();
  return took;
}

type SignIns = { usual: number; slowest: number; times: number; beside: number };

/** One after the other while the crowd arrives, and one beside it when all are there. */
async function signInUntil(gateway: Gateway, allThere: Promise<Fates>): Promise<SignIns> {
  let arriving = true;
  allThere.finally(() => {
    arriving = false;
  });
  const took: number[] = [];
  do took.push(await signIn(gateway));
  while (arriving);
  const sorted = took.map(Math.round).sort((a, b) => a - b);
  const [usual = 0, slowest = 0] = [sorted[sorted.length >> 1], sorted.at(-1)];
  return { usual, slowest, times: took.length, beside: Math.round(await signIn(gateway)) };
}

function upgradeOf({ port }: Gateway): string {
  const headers = {
    Host: `127.0.0.1:${port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
    ...elsewhere,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET / HTTP/1.1\r\n${lines.join('')}\r\n`;
}

test.each([
  { runtime: node, many: MOST, silent: limits.silentConnections.fromOwnMachine },
  // Deno shows no connection on which nothing was asked yet: all of them stay.
  { runtime: deno, many: 2000, silent: 2000 },
])(
  'An owner signs in within a second beside $many half-open sockets from one address, on $runtime.name',
  async ({ runtime, many, silent }) => {
    const gateway = await startGateway(runtime, { settings });
    const tell = (kind: string, { usual, slowest, times, beside }: SignIns, { open }: Fates) => {
      const storm = `${times} sign-ins as they came, half of them in ${usual} ms, the slowest in ${slowest} ms`;
      process.stdout.write(`${runtime.name}, ${many} ${kind}: ${storm}; ${beside} ms beside ${open} that stay\n`);
    };

    const mute = new Crowd(gateway, MUTE, many, '');
    const allMute = mute.until(({ open, closed }) => open + closed === many && open <= silent);
    const besideMute = await signInUntil(gateway, allMute);
    tell('that say nothing', besideMute, await allMute);

    const asking = new Crowd(gateway, PROXY, many, upgradeOf(gateway));
    const allAsking = asking.until(({ open, refused, closed }) => open + refused + closed === many);
    const besideAsking = await signInUntil(gateway, allAsking);
    tell('that never say connect', besideAsking, await allAsking);

    for (const { usual, beside } of [besideMute, besideAsking]) {
      expect(beside).toBeLessThan(SIGN_IN_MS);
      expect(usual).toBeLessThan(SIGN_IN_MS);
    }
    expect((await allAsking).open).toBeLessThanOrEqual(limits.sockets.fromOnePlace);
    const from = { localAddress: PROXY, headers: elsewhere };
    expect(await Client.knock(gateway.url, from)).toBe(429);
    if (runtime === node) await mute.until(({ open }) => open === 0);
    await Promise.all([mute.end(), asking.end()]);
    await knockUntilOpen(gateway, from);
  },
  60_000,
);

/** Until the gateway has noticed who has left. */
async function knockUntilOpen(gateway: Gateway, from: object): Promise<void> {
  for (let knocks = 0; knocks < 1000; knocks += 1) {
    const status = await Client.knock(gateway.url, from).catch(() => 101);
    if (status === 101) return;
  }
  throw new Error('The place of those who have left is not given back');
}
