// The tables of docs/scale.md that tell what was simulated and what it would cost.
import { machine, readOn } from './prices.ts';
import type { Day, Simulated } from './simulated.ts';
import { ANSWER_MS, THINK_MS, VISIT_MS } from './traffic.ts';
import { dollars, short, table } from './words.ts';

const names = { household: 'a household', town: '10,000 users', million: 'the million' } as const;
const kinds = ['household', 'town', 'million'] as const;

export function trafficTable({ days }: Simulated): string {
  const rows = kinds.map((kind) => {
    const { traffic, simulated, of, day, socketsAtPeak } = days[kind];
    return [
      names[kind],
      ...[traffic.gateways, traffic.sessions, traffic.peakRuns, socketsAtPeak, day.ended].map(short),
      `${short(traffic.attended * 100)} %`,
      of === 1 ? 'all of it' : `1 gateway in ${short(of)}: ${short(simulated.runs)} runs`,
    ];
  });
  const head = ['gateways', 'sessions', 'runs a second, peak', 'sockets, peak', 'runs a day', 'watched'];
  return table(['who', ...head, 'simulated'], rows);
}

export function assumptionWords(): string {
  return [
    `A visit to a session takes ${short(VISIT_MS / 60_000)} minutes with a message every ${short(THINK_MS / 1000)} seconds. A model`,
    `speaks for ${short(ANSWER_MS / 1000)} seconds in the middle. "Watched" is the share of the time in which somebody is at the`,
    'gateway’s own door. In each gateway one device loses its rights that day.',
  ].join('\n');
}

export function dayTable({ days }: Simulated): string {
  const row = (words: string, of: (day: Day) => number) => [
    words,
    ...[days.household, days.town, days.million, days.millionWatched].map((day) => short(of(day))),
  ];
  const rows = [
    row('runs', ({ day }) => day.ended),
    row('requests of the Worker in front', ({ day }) => day.workerRequests),
    row('requests of objects: calls, sockets, alarms', ({ day }) => day.objectRequests),
    row('messages by sockets', ({ day }) => day.messagesIn),
    row('of the requests: deliveries to gateways', ({ day }) => day.deliveries),
    row('of the requests: alarms', ({ day }) => day.alarms),
    row('objects made or woken', ({ day }) => day.wakes),
    row('sockets that ended as their device was lost', ({ day }) => day.dismissed),
    row('rows that objects write', ({ day }) => day.rowsOfObjects),
    row('hours that objects are at work', ({ day }) => day.activeMs / 3_600_000),
    row('requests to the databases', ({ day }) => day.databaseRequests),
    row('rows written there', ({ day }) => day.databaseRowsWritten),
    row('rows read there', ({ day }) => day.databaseRowsRead),
    row('processors for workerd at the peak', ({ workerdCores }) => workerdCores),
    row('processors for sqld at the peak', ({ sqldCores }) => sqldCores),
  ];
  return table(['in a day', names.household, names.town, names.million, 'the million, watched 5 % of the time'], rows);
}

export function peakTable({ peak }: Simulated): string {
  const rows = Object.entries(peak).map(([who, minute]) => [
    who === 'nobody' ? 'nobody watches' : 'somebody watches each gateway',
    short(minute.runs / 2),
    `${short(minute.deliveries.median)} / ${short(minute.deliveries.most)}`,
    `${short(minute.commits.median)} / ${short(minute.commits.most)}`,
    minute.delayMs.most === 0 ? '-' : `${short(minute.delayMs.median)} / ${short(minute.delayMs.p99)}`,
    short(minute.hottest),
  ]);
  const head = ['runs in the minute', 'a gateway’s deliveries in its fullest second, median / most'];
  const more = ['a database’s commits in its fullest second, median / most', 'delivered after, ms, median / p99'];
  return table(['the peak minute of one shard', ...head, ...more, 'the busiest session, runs a minute'], rows);
}

export function ladderTable({ ladder }: Simulated): string {
  const rows = ladder.map(({ runsPerSecond, deliveriesPerSecond, delayP99Ms, deliveriesPerRun }) =>
    [runsPerSecond, deliveriesPerSecond, delayP99Ms, deliveriesPerRun].map(short),
  );
  return table(
    ['runs a second in one gateway', 'deliveries in the fullest second', 'p99, ms', 'deliveries a run'],
    rows,
  );
}

export function shardWords({ shards, days, peak }: Simulated): string {
  const perRun = days.million.day.commits / days.million.day.ended;
  return [
    `A run of the simulated day makes ${short(perRun)} commits. ${short(days.million.traffic.peakRuns)} runs a second are`,
    `${short(shards.commitsPerSecond)} commits a second. One database of this machine takes ${short(shards.one)} at seven tenths of what`,
    `it can: at least ${short(shards.needed)} would have to be loaded evenly. With one for each gateway, none of the simulated`,
    `shard sees more than ${short(peak.nobody.commits.most)} in its fullest second.`,
  ].join('\n');
}

export function costTable({ days }: Simulated): string {
  const items = ['workerRequests', 'workerMs', 'objectRequests', 'objectGbSeconds', 'objectRowsWritten'] as const;
  const words = [
    'requests of the Worker',
    'its processor time, at most',
    'requests of objects',
    'time of objects',
    'rows of objects',
  ];
  const all = [days.household, days.town, days.million, days.millionWatched].map(({ cost }) => cost);
  const rows = [
    ...items.map((item, at) => [words[at] ?? item, ...all.map(({ items: of }) => dollars(of[item] ?? 0))]),
    ['Cloudflare, with its plan', ...all.map(({ cloudflare }) => dollars(cloudflare))],
    ['Turso', ...all.map(({ turso, plan }) => `${dollars(turso)} (${plan})`)],
    [
      'or sqld on machines of one’s own',
      ...[days.household, days.town, days.million, days.millionWatched].map(
        ({ machines }) => `${dollars(machines * machine.perMonth)} (${short(machines)})`,
      ),
    ],
    ['**a month, with Turso**', ...all.map(({ month }) => `**${dollars(month)}**`)],
    ['a day of it', ...all.map(({ month }) => dollars(month / 30))],
    ['a thousand runs', ...[days.household, days.town, days.million, days.millionWatched].map(perThousand)],
  ];
  const head = [names.household, names.town, names.million, 'the million, watched 5 % of the time'];
  return table(['', ...head], rows);
}

function perThousand({ cost, day }: Day): string {
  return `$${((cost.month / 30 / day.ended) * 1000).toFixed(4)}`;
}

export function costWords(): string {
  return [
    `Prices as they were read on ${readOn}, in stored copies of the pages that may be months old. The table in`,
    '`bench/scale/prices.ts` has their sources. They change: look them up. What models cost is not in it.',
    `A small machine of one’s own was at ${dollars(machine.perMonth)} a month.`,
  ].join('\n');
}

export function nameWords({ namesThatFit, days }: Simulated): string {
  const deployments = Math.ceil(days.million.traffic.gateways / namesThatFit);
  return [
    `A variable of the platform takes 5 KB: that is a list of ${short(namesThatFit)} names of six letters. ${short(days.million.traffic.gateways)}`,
    `gateways are ${short(deployments)} deployments.`,
  ].join('\n');
}
