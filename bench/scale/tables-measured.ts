// The tables of docs/scale.md that tell what was measured on this machine.
import type { Spread } from '../rounds.ts';
import { counted, figure, type Measured } from './measured.ts';
import { short, spreadOf, table } from './words.ts';

const TARGET = 0.85;
const loads: [string, string][] = [
  ['one session, `chat.inject`, 1 in flight', 'one session, chat.inject, 1 in flight'],
  ['one session, `chat.inject`, 16 in flight', 'one session, chat.inject, 16 in flight'],
  ['one session, `chat.send` to its end, instant model', 'one session, chat.send to final'],
  ['3 sessions side by side, `chat.inject`', '3 sessions, chat.inject'],
  ['3 sessions side by side, `chat.send` to its end', '3 sessions, chat.send to final'],
  ['2 sessions, `chat.send`, 4 s of words in 200 pieces', '2 sessions, 4 s of words'],
  ['the gateway, `chat.inject` through it', 'gateway, chat.inject through it'],
  ['the gateway, `sessions.list`', 'gateway, sessions.list'],
  ['the gateway, `models.list`, which asks nobody', 'gateway, models.list'],
  ['a frame that is refused, by a session’s own socket', 'echo, own socket'],
  ['the same to a bare object that echoes', 'echo, bare object'],
  ['sqld alone, our commits, 1 writer', 'sqld, commits, 1 at once'],
  ['sqld alone, our commits, 3 writers', 'sqld, commits, 3 at once'],
  ['sqld alone, pages of 50 entries, 1 reader', 'sqld, pages of 50, 1 at once'],
  ['sqld alone, pages of 50 entries, 16 readers', 'sqld, pages of 50, 16 at once'],
];

export function loadTable(measured: Measured): string {
  const rows = loads.map(([words, what]) => {
    const of = (name: string) => spreadOf(figure(measured, `${what}: ${name}`));
    const alone = what.startsWith('sqld');
    const bare = what.startsWith('echo');
    return [words, of('perSecond'), of('p50'), alone ? '-' : of('workerd'), bare ? '-' : of('sqld')];
  });
  return table(['what', 'a second', 'p50, ms', 'workerd, ms each', 'sqld, ms each'], rows);
}

export function echoWords(measured: Measured): string {
  const rate = figure(measured, 'echo, own over bare: rate');
  const processor = spreadOf(figure(measured, 'echo, own over bare: processor'));
  const verdict = rate.median >= TARGET ? 'met in the middle of the rounds' : 'not met';
  return [
    `A session’s own socket answers ${spreadOf(rate)} times as often as a bare object in the same workerd,`,
    `for ${processor} times the processor time. The target is ${TARGET}: ${verdict}. How far the rounds are apart is what`,
    'the machine makes of it.',
  ].join('\n');
}

export function listenerTable(measured: Measured): string {
  const rows = ['10', '100', '500'].map((count) => {
    const of = (name: string) => spreadOf(figure(measured, `gateway, ${count} listeners: ${name}`));
    return [count, of('injects per second'), of('deliveries per second'), of('workerd per delivery')];
  });
  return table(['who listen', 'injects a second', 'deliveries a second', 'workerd, ms a delivery'], rows);
}

export function crowdTable(measured: Measured): string {
  const crowds = ['2', '4', '8', '16', '32'].map(
    (count) => [count, 'as it comes', `sqld, ${count} write at once`] as const,
  );
  const door = ['8', '32'].map(
    (count) => [count, 'two connections', `sqld with two connections, ${count} write at once`] as const,
  );
  const rows = [...crowds, ...door].map(([count, how, what]) => {
    const of = (name: string): Spread => figure(measured, `${what}: ${name}`);
    const refused = of('refused');
    const share = `${short(refused.median * 100)} % (most ${short(refused.max * 100)} %)`;
    return [count, how, spreadOf(of('commits per second')), share, stoodStill(of('stood still'))];
  });
  return table(['sessions that write', 'sqld', 'commits a second', 'refused', 'stood still'], rows);
}

function stoodStill({ min, max }: Spread): string {
  if (max === 0) return 'never';
  return min === 1 ? 'each time' : 'in some tries';
}

export function objectTable(measured: Measured): string {
  const rows = [
    ['a further object with a socket, awake', 'objects: awake, kB each', 'kB'],
    ['the same, asleep', 'objects: asleep, kB each', 'kB'],
    ['a sleeping one answers', 'objects: a sleeping one answers, ms', 'ms'],
    ['a sleeping one reads its history', 'objects: a sleeping one reads its history, ms', 'ms'],
    ['workerd to wake one', 'objects: workerd to wake one', 'ms of processor'],
    ['one that nobody ever saw says hello', 'objects: one never seen welcomes, ms', 'ms'],
    ['and reads its first history', 'objects: and reads its first history, ms', 'ms'],
    ['workerd to let one in', 'objects: workerd to connect', 'ms of processor'],
    ['the database for 1000 messages of 350 bytes', 'sqld, bytes for 1000 messages', 'bytes'],
  ].map(([words = '', what = '', unit = '']) => [words, `${spreadOf(figure(measured, what))} ${unit}`]);
  const routes = Object.entries(measured.figures).flatMap(([what, found]) => {
    const [, count] = /^routing, a list of (\d+): microseconds$/.exec(what) ?? [];
    if (count === undefined) return [];
    return [[`finding the gateway of a request among ${count}`, `${spreadOf(found)} µs of processor`]];
  });
  return table(['what', 'how much'], [...rows, ...routes]);
}

/** As Cloudflare's documentation has it. */
const ISOLATE_KB = 128_000;

export function roomWords(measured: Measured): string {
  const awake = figure(measured, 'objects: awake, kB each').median;
  return [
    'What is kept for an object is what workerd grew by, its sockets included. In the 128 MB of an isolate, as the platform’s',
    `documentation has it, there would be room for some ${short(ISOLATE_KB / awake)} that are awake.`,
  ].join('\n');
}

const things = [
  'connect to a session, never seen',
  'chat.inject',
  'chat.inject that wakes',
  'chat.inject, watched',
  'chat.history',
  'chat.send, instant answer',
  'chat.send, 4 s of words',
  'chat.send, 4 s of words, watched',
  'chat.completions, 4 s of words',
  'the alarm after a run',
];

export function countTable(measured: Measured): string {
  const rows = things.map((what) => {
    const { database, platform } = counted(measured, what);
    const sum = (pattern: RegExp) =>
      Object.entries(platform).reduce((all, [name, count]) => (pattern.test(name) ? all + count : all), 0);
    const ours = [sum(/^calls: /), sum(/kv\.(put|delete)|setAlarm/), sum(/: attachments/), sum(/frames out/)];
    const { requests, commits, statements, rowsRead, rowsWritten, bytesIn } = database;
    return [what, ...[...ours, requests, commits, statements, rowsRead, rowsWritten, bytesIn].map(short)];
  });
  const head = [
    'calls',
    'rows of objects',
    'attachments',
    'frames out',
    'requests to sqld',
    'of them commits',
    'statements',
  ];
  return table(['what', ...head, 'rows read', 'rows written', 'bytes sent'], rows);
}

export function sourceWords({ at, machine, others }: Measured): string {
  const about = machine.map(([name, value]) => `- ${name}: ${value}`);
  const share = others === null ? 'an unknown share' : `${short(others * 100)} %`;
  return [`- on ${at}`, ...about, `- others took ${share} of the processors meanwhile`].join('\n');
}
