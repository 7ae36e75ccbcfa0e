// An answer of two hundred tokens a second, of every kind of Markdown: the page stays free for whoever uses it, and
// remembers no more than what was said.
import { setTimeout as delay } from 'node:timers/promises';
import { figure, judge, type Report } from '../report.ts';
import { rounds } from '../rounds.ts';
import { type Effort, watchEffort } from './effort.ts';
import { type Field, MIDDLING, SHORT } from './field.ts';
import { profile } from './profile.ts';
import type { Page } from './stage.ts';
import { type Tasks, watchTasks } from './tasks.ts';
import { everyKind, tokensOf } from './text.ts';
import { openSession } from './visit.ts';

const PER_SECOND = 200;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 60);
/** The stream rests between them, so that what is remembered can be weighed without disturbing what is timed. */
const PARTS = 4;
const REST_MS = 400;
const MEGABYTE = 1e6;

type Weight = { heap: number; nodes: number };
type Streamed = {
  efforts: (Effort & Tasks)[];
  /** Before, after each part, and when the answer is complete. */
  weights: Weight[];
  letters: number;
};

let turns = 0;

export async function stream(field: Field): Promise<Report> {
  const title = `${PER_SECOND} tokens a second for ${SECONDS} s`;
  const report: Report = { name: 'stream', title, figures: [], verdicts: [] };
  const measured = await rounds([SHORT, MIDDLING], (count) => streamed(field, count));
  for (const [count, found] of measured) {
    const who = `${count} loaded`;
    const efforts = found.map((one) => one.efforts);
    const tasks = efforts.map((parts) => parts.flatMap((part) => part.tasks));
    const longest = tasks.map((all) => Math.max(0, ...all));
    const worked = efforts.map((parts) => Math.max(...parts.map((part) => part.longest)));
    const grown = found.map(({ weights }) => (last(weights).heap - first(weights).heap) / MEGABYTE);
    const perLetter = found.map(slopeOf);
    report.figures.push(
      ...figure(
        'tasks over 50 ms',
        who,
        'tasks',
        tasks.map((all) => all.length),
      ),
      ...figure('longest task by the clock', who, 'ms, 0 for none', longest),
      ...figure('longest task', who, 'ms of processor time', worked),
      ...figure(
        'processor time of the page',
        who,
        'ms a frame',
        efforts.map((parts) => total(parts, ({ all }) => all) / total(parts, ({ frames }) => frames)),
      ),
      ...figure(
        'frames',
        who,
        'a second',
        efforts.map((parts) => total(parts, ({ frames }) => frames) / SECONDS),
      ),
      ...figure('frames dropped', who, '%', efforts.map(shareDropped)),
      ...figure(
        'longest time between frames',
        who,
        'ms',
        efforts.map((parts) => Math.max(...parts.map(({ longestGap }) => longestGap))),
      ),
      ...figure(
        'heap before',
        who,
        'MB',
        found.map(({ weights }) => first(weights).heap / MEGABYTE),
      ),
      ...[...Array(PARTS).keys()].flatMap((part) =>
        figure(
          `heap grown after part ${part + 1} of ${PARTS}`,
          who,
          'MB',
          found.map(({ weights }) => ((weights[part + 1]?.heap ?? 0) - first(weights).heap) / MEGABYTE),
        ),
      ),
      ...figure('heap grown at the end', who, 'MB', grown),
      ...figure(
        'elements grown',
        who,
        'nodes',
        found.map(({ weights }) => last(weights).nodes - first(weights).nodes),
      ),
      ...figure(
        'letters said',
        who,
        'thousand',
        found.map(({ letters }) => letters / 1000),
      ),
    );
    const note = SECONDS < 60 ? `${SECONDS} s of 60: BENCH_SECONDS` : null;
    report.verdicts.push(
      judge({ target: 'stream', what: `${who}: longest task`, values: worked, note }, { atMost: 50 }, 'ms'),
      judge(
        { target: 'stream', what: `${who}: heap grown for a letter, once it speaks`, values: perLetter, note },
        { atMost: 40 },
        'bytes',
      ),
    );
    for (const [name, ms] of worst(efforts.flat())) report.figures.push(...figure(name, 'in long frames', 'ms', [ms]));
  }
  return report;
}

async function streamed({ stage, gateway, context }: Field, count: number): Promise<Streamed> {
  turns += 1;
  const said = `Tell me everything, for the ${turns}. time`;
  const tokens = tokensFor(PER_SECOND * SECONDS);
  const gate = stage.model.gates(said);
  // What is said last is what the round before said.
  const page = await openSession(context, gateway, count, '');
  await loadAll(page);
  const weights = [await weigh(page)];
  await page.getByRole('textbox', { name: 'Message' }).fill(said);
  await page.getByRole('textbox', { name: 'Message' }).press('Enter');
  const efforts: Streamed['efforts'] = [];
  const size = Math.ceil(tokens.length / PARTS);
  for (let part = 0; part < PARTS; part += 1) {
    const stop = await profile(page, `stream-${count}`);
    const endTasks = await watchTasks(stage.browser, page);
    const end = await watchEffort(page);
    await release(tokens.slice(part * size, (part + 1) * size), gate.release);
    efforts.push({ ...(await end()), ...(await endTasks()) });
    await stop();
    await delay(REST_MS);
    weights.push(await weigh(page));
  }
  gate.end();
  await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'hidden' });
  await delay(REST_MS);
  weights.push(await weigh(page));
  await page.close();
  return { efforts, weights, letters: tokens.join('').length };
}

/** Answers of every kind, until there are enough. */
function tokensFor(count: number): string[] {
  const tokens: string[] = [];
  for (let index = 0; tokens.length < count; index += 1) tokens.push(...tokensOf(`${everyKind(index)}\n\n`));
  return tokens.slice(0, count);
}

/** As many as are due, whenever the clock lets us look: a late timer does not make the stream slower. */
async function release(tokens: readonly string[], hand: (token: string) => void): Promise<void> {
  const began = performance.now();
  let sent = 0;
  while (sent < tokens.length) {
    const due = Math.min(tokens.length, Math.floor(((performance.now() - began) * PER_SECOND) / 1000));
    for (const token of tokens.slice(sent, due)) hand(token);
    sent = Math.max(sent, due);
    await delay(1000 / PER_SECOND);
  }
}

async function loadAll(page: Page): Promise<void> {
  const log = page.getByRole('log');
  while ((await page.locator('.gap').count()) > 0) {
    await log.press('Home');
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  await log.press('End');
}

/** What is remembered when what is not needed was thrown away. */
async function weigh(page: Page): Promise<Weight> {
  const session = await page.context().newCDPSession(page);
  // What waits for the first to be gone is gone with the second.
  for (let turn = 0; turn < 2; turn += 1) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return { heap: usedSize, nodes: await page.evaluate(() => document.querySelectorAll('*').length) };
}

function shareDropped(parts: readonly Effort[]): number {
  const dropped = total(parts, (part) => part.dropped);
  return (dropped * 100) / (dropped + total(parts, ({ frames }) => frames));
}

function worst(efforts: readonly Effort[]): [string, number][] {
  const all = new Map<string, number>();
  for (const { scripts } of efforts) {
    for (const [name, ms] of Object.entries(scripts)) all.set(name, (all.get(name) ?? 0) + ms);
  }
  return [...all].sort(([, one], [, other]) => other - one).slice(0, 5);
}

function total<Part>(parts: readonly Part[], read: (part: Part) => number): number {
  return parts.reduce((all, part) => all + read(part), 0);
}

/** From the end of the first part to the end of the last: what comes but once, as buttons and a list of models, is in neither. */
function slopeOf({ weights, letters }: Streamed): number {
  const [early, late] = [weights[1], weights[PARTS]];
  return ((late?.heap ?? Number.NaN) - (early?.heap ?? Number.NaN)) / ((letters * (PARTS - 1)) / PARTS);
}

function first(weights: readonly Weight[]): Weight {
  return weights[0] ?? { heap: Number.NaN, nodes: Number.NaN };
}

function last(weights: readonly Weight[]): Weight {
  return weights.at(-1) ?? first(weights);
}
