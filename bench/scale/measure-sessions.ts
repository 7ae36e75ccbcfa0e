// Session objects: what one carries, what many do side by side, and what the platform alone takes for the same frames.
import { WebSocket } from 'ws';
import { message } from '../load.ts';
import { gauge, type Load, loaded, note, noteGauge, repeated, type Series, together } from './gauge.ts';
import type { Platform } from './platform.ts';

const SPAN_MS = 1500;
/** As many as one database takes without refusing: more of them is what measure-crowd.ts looks at. */
const TOGETHER = [1, 3];
const ECHOES = 16;
const ECHO_MS = 150;
/** One after the other, so that what else happens on the machine meets both. */
const TURNS = 40;
const WARM_TURNS = 5;
/** Code that has just begun to run takes longer. */
const WARM_MS = 1000;

const injecting = (inFlight: number): Load => ({
  method: 'chat.inject',
  params: (index) => ({ message: message(index) }),
  inFlight,
});

export async function oneSession(platform: Platform, series: Series, round: number): Promise<void> {
  const name = `one-${round}`;
  const client = await platform.connect(name);
  await loaded([client], injecting(4), 300);
  for (const inFlight of [1, 16]) {
    const found = await gauge(platform, () => loaded([client], injecting(inFlight), SPAN_MS));
    noteGauge(series, `one session, chat.inject, ${inFlight} in flight`, found);
  }
  const talks = (span: number) => repeated((index) => client.talk(name, message(index)), 1, span);
  await talks(WARM_MS);
  noteGauge(series, 'one session, chat.send to final', await gauge(platform, () => talks(SPAN_MS)));
  await client.close();
}

/** Each at its own door, one run after another. */
export async function manySessions(platform: Platform, series: Series, round: number): Promise<void> {
  for (const count of TOGETHER) {
    const names = Array.from({ length: count }, (_, index) => `many-${round}-${count}-${index}`);
    const clients = await Promise.all(names.map((name) => platform.connect(name)));
    const all = async (span: number) => {
      const talks = clients.map((client, at) =>
        repeated((index) => client.talk(names[at] ?? '', message(index)), 1, span),
      );
      return together(await Promise.all(talks));
    };
    await all(200);
    noteGauge(series, `${count} sessions, chat.send to final`, await gauge(platform, () => all(SPAN_MS)));
    const injects = await gauge(platform, () => loaded(clients, injecting(1), SPAN_MS));
    noteGauge(series, `${count} sessions, chat.inject`, injects);
    await Promise.all(clients.map((client) => client.close()));
  }
}

/** What it takes to hand out words as they come; the model has to be slow. */
export async function speaking(platform: Platform, series: Series, round: number): Promise<void> {
  const names = Array.from({ length: 2 }, (_, index) => `speaking-${round}-${index}`);
  const clients = await Promise.all(names.map((name) => platform.connect(name)));
  const talks = clients.map((client, at) => repeated((index) => client.talk(names[at] ?? '', message(index)), 1, 1));
  noteGauge(series, '2 sessions, 4 s of words', await gauge(platform, async () => together(await Promise.all(talks))));
  await Promise.all(clients.map((client) => client.close()));
}

/** The same frame through a session's own socket, where it is refused, and through an object that only echoes. */
export async function echo(platform: Platform, series: Series, round: number): Promise<void> {
  const own = (await platform.connect(`echo-${round}`)).release();
  const bare = new WebSocket(`${platform.url}/bench/echo`, { perMessageDeflate: false });
  await new Promise((resolve) => bare.once('open', resolve));
  const [refused, echoed] = [asking(own), asking(bare)];
  const flood = (ask: () => Promise<void>) => gauge(platform, () => repeated(ask, ECHOES, ECHO_MS));
  for (let turn = 0; turn < WARM_TURNS; turn += 1) for (const ask of [refused, echoed]) await flood(ask);
  for (let turn = 0; turn < TURNS; turn += 1) {
    const mine = await flood(refused);
    const theirs = await flood(echoed);
    noteGauge(series, 'echo, own socket', mine);
    noteGauge(series, 'echo, bare object', theirs);
    note(series, 'echo, own over bare: rate', mine.perSecond / theirs.perSecond);
    note(series, 'echo, own over bare: processor', mine.workerd / theirs.workerd);
  }
  for (const socket of [own, bare]) socket.terminate();
}

/** Asks what nobody can do, and waits for whatever comes back under the same id: the same trouble at both sockets. */
function asking(socket: WebSocket): () => Promise<void> {
  const params = { padding: 'x'.repeat(200) };
  const waiting = new Map<string, () => void>();
  let sent = 0;
  socket.on('message', (data) => {
    const { id } = JSON.parse(String(data));
    waiting.get(id)?.();
    waiting.delete(id);
  });
  return () =>
    new Promise((resolve) => {
      sent += 1;
      const id = String(sent);
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ type: 'req', id, method: 'no.such.method', params }));
    });
}
