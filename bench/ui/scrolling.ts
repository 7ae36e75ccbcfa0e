// A conversation of ten thousand entries, from its end to its start and back: by wheel and by jumps. No frame is without
// words, and what is being read stays where it is while more comes in above.
import { figure, judge, type Report } from '../report.ts';
import { rounds } from '../rounds.ts';
import { type Field, LONG } from './field.ts';
import { type Watched, watchLog } from './log-watch.ts';
import type { Page } from './stage.ts';
import { openSession } from './visit.ts';

/** A notch of a wheel, and a fling that is as fast as fingers are. */
const NOTCH = 400;
const NOTCHES = 60;
const FLING = 250;
const FLINGS = 200;
const STILL_FRAMES = 4;

type Found = {
  notches: Watched & { off: number };
  up: Watched;
  jumps: Watched & { ms: number; pages: number };
  down: Watched;
  nodes: number;
};

export async function scrolling({ context, gateway }: Field): Promise<Report> {
  const report: Report = {
    name: 'scrolling',
    title: `${LONG} entries, from the end to the start`,
    figures: [],
    verdicts: [],
  };
  const measured = await rounds([LONG], async (): Promise<Found> => {
    const page = await openSession(context, gateway, LONG);
    await overLog(page);
    const notches = await byNotches(page);
    const up = await fling(page, -FLING);
    const jumps = await jumpToStart(page);
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    const down = await fling(page, FLING);
    await page.close();
    return { notches, up, jumps, down, nodes };
  });
  const found = measured.get(LONG) ?? [];
  const ways = {
    'wheel by notches': 'notches',
    'flung up': 'up',
    'jumps to the start': 'jumps',
    'flung down': 'down',
  } as const;
  for (const [who, way] of Object.entries(ways)) {
    report.figures.push(
      ...figure(
        'frames',
        who,
        'frames',
        found.map((one) => one[way].frames),
      ),
      ...figure(
        'frames without words',
        who,
        'frames',
        found.map((one) => one[way].blank),
      ),
      ...figure(
        'longest way in a frame',
        who,
        'px',
        found.map((one) => longest(one[way].moves)),
      ),
    );
  }
  report.figures.push(
    ...figure(
      'a page of earlier messages',
      'jumps to the start',
      'ms',
      found.map(({ jumps }) => jumps.ms / jumps.pages),
    ),
    ...figure(
      'elements with all of it loaded',
      'page',
      'nodes',
      found.map(({ nodes }) => nodes),
    ),
    ...figure(
      'largest error of a notch',
      'wheel by notches',
      'px',
      found.map(({ notches }) => notches.off),
    ),
  );
  const blank = found.map((one) => one.notches.blank + one.up.blank + one.jumps.blank + one.down.blank);
  const back = found.map(
    ({ notches, up, down }) => against(notches.moves, 1) + against(up.moves, 1) + against(down.moves, -1),
  );
  report.verdicts.push(
    judge({ target: 'scroll', what: 'frames without words', values: blank }, { atMost: 0 }, 'frames'),
    judge(
      {
        target: 'scroll',
        what: 'what is read moves as far as the wheel',
        values: found.map(({ notches }) => notches.off),
      },
      { atMost: 2 },
      'px off',
    ),
    judge({ target: 'scroll', what: 'moves against the wheel', values: back }, { atMost: 0 }, 'frames'),
  );
  return report;
}

/** One notch after the other, each to its end: how far the line in the middle went, against how far it should have. */
async function byNotches(page: Page): Promise<Found['notches']> {
  const end = await watchLog(page);
  let off = 0;
  for (let index = 0; index < NOTCHES; index += 1) {
    const before = await page.evaluate(markEye);
    await page.mouse.wheel(0, -NOTCH);
    await page.evaluate(untilStill, STILL_FRAMES);
    const after = await page.evaluate(() => document.querySelector('[data-eye]')?.getBoundingClientRect().top ?? 0);
    off = Math.max(off, Math.abs(after - before - NOTCH));
  }
  return { ...(await end()), off };
}

async function fling(page: Page, step: number): Promise<Watched> {
  const end = await watchLog(page);
  for (let index = 0; index < FLINGS; index += 1) await page.mouse.wheel(0, step);
  await page.evaluate(untilStill, STILL_FRAMES);
  return await end();
}

/** Home, again and again, until nothing comes before what is there. */
async function jumpToStart(page: Page): Promise<Found['jumps']> {
  const end = await watchLog(page);
  const log = page.getByRole('log');
  const began = performance.now();
  let pages = 0;
  while ((await page.locator('.gap').count()) > 0) {
    const height = await log.evaluate((view) => view.scrollHeight);
    await log.press('Home');
    await page.waitForFunction(
      (before) =>
        !document.querySelector('.gap') || (document.querySelector('[role=log]')?.scrollHeight ?? 0) !== before,
      height,
    );
    pages += 1;
  }
  const ms = performance.now() - began;
  await log.press('Home');
  await page.evaluate(untilStill, STILL_FRAMES);
  return { ...(await end()), ms, pages: Math.max(1, pages) };
}

async function overLog(page: Page): Promise<void> {
  const box = await page.getByRole('log').boundingBox();
  if (!box) throw new Error('Cannot scroll: the conversation is not on the screen');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
}

/** Runs in the page: names the line in the middle, and says where it is. */
function markEye(): number {
  const log = document.querySelector('[role=log]');
  if (!log) throw new Error('Cannot read: there is no conversation');
  const { left, width, top, height } = log.getBoundingClientRect();
  document.querySelector('[data-eye]')?.removeAttribute('data-eye');
  for (let share = 0.4; share < 0.7; share += 0.04) {
    const line = document.elementFromPoint(left + width / 2, top + height * share)?.closest('[data-key]');
    if (!line) continue;
    line.setAttribute('data-eye', '');
    return line.getBoundingClientRect().top;
  }
  throw new Error('Cannot read: the middle of the conversation is empty');
}

/** Runs in the page. */
function untilStill(frames: number): Promise<void> {
  return new Promise((resolve) => {
    const log = document.querySelector('[role=log]');
    let last = Number.NaN;
    let still = 0;
    const look = () => {
      const now = document.querySelector('[data-eye]')?.getBoundingClientRect().top ?? log?.scrollTop ?? 0;
      still = now === last ? still + 1 : 0;
      last = now;
      if (still >= frames) resolve();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

function longest(moves: readonly number[]): number {
  return moves.reduce((most, move) => Math.max(most, Math.abs(move)), 0);
}

/** Frames in which something moved the other way. */
function against(moves: readonly number[], way: 1 | -1): number {
  return moves.filter((move) => move * way < -1).length;
}
