// What each thing costs that the simulation does, taken from the measurement and nowhere else.
import { counted, figure, type Measured } from './measured.ts';

type Database = { requests: number; commits: number; rowsRead: number; rowsWritten: number };

export type Service = {
  /** A run without the time that its model speaks. */
  run: Database & { workerdMs: number };
  /** Each second of speaking: what was said so far is stored. */
  second: Database & { workerdMs: number };
  /** Waking an object, and reading what its session is. */
  wake: Database & { workerdMs: number; ms: number };
  open: { workerdMs: number };
  /** One request to sqld, for what it takes there and until it is answered. */
  request: { sqldMs: number; ms: number };
  /** The gateway's: being told, and handing one frame to one listener. */
  told: { workerdMs: number };
  handed: { workerdMs: number };
  /** Commits a second of one database before it begins to refuse. */
  databaseCommits: number;
};

const SPOKEN_S = 4;

export function serviceOf(measured: Measured): Service {
  const median = (what: string) => figure(measured, what).median;
  const database = (what: string): Database => {
    const { requests, commits, rowsRead, rowsWritten } = counted(measured, what).database;
    return { requests, commits, rowsRead, rowsWritten };
  };
  const instant = database('chat.send, instant answer');
  const spoken = database('chat.send, 4 s of words');
  const sqldMs = median('3 sessions, chat.send to final: sqld') / instant.requests;
  const few = median('gateway, 10 listeners: workerd per delivery');
  const many = median('gateway, 500 listeners: workerd per delivery');
  const runMs = median('3 sessions, chat.send to final: workerd');
  const each = (name: keyof Database) => Math.max(0, spoken[name] - instant[name]) / SPOKEN_S;
  return {
    run: { ...instant, workerdMs: runMs },
    second: {
      ...{
        requests: each('requests'),
        commits: each('commits'),
        rowsRead: each('rowsRead'),
        rowsWritten: each('rowsWritten'),
      },
      workerdMs: Math.max(0, median('2 sessions, 4 s of words: workerd') - runMs) / SPOKEN_S,
    },
    wake: {
      ...database('the alarm after a run'),
      workerdMs: median('objects: workerd to wake one'),
      ms: median('objects: a sleeping one reads its history, ms'),
    },
    open: { workerdMs: median('objects: workerd to connect') },
    request: { sqldMs, ms: median('sqld, commits, 3 at once: p50') },
    told: { workerdMs: Math.max(0, (few - many) * 10) },
    handed: { workerdMs: Math.max(0, many) },
    databaseCommits: median('sqld, commits, 3 at once: perSecond'),
  };
}
