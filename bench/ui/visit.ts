// A browser that is signed in, and the moment from which the chat of a session can be used.
import type { Gateway } from '../../test/fixtures/gateway.ts';
import { lastWords } from './filling.ts';
import type { Browser, Context, Page } from './stage.ts';

/** Milliseconds since the navigation began. */
export type Arrival = {
  paint: number;
  html: number;
  usable: number;
  /** What the page's own thread took of the processors until then. */
  processor: number;
  resources: Resource[];
};
type Session = Awaited<ReturnType<Context['newCDPSession']>>;

const processors = new WeakMap<Page, number>();

export type Resource = { name: string; start: number; bytes: number };

export async function signIn(browser: Browser, gateway: Gateway): Promise<Context> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 } });
  const page = await context.newPage();
  await page.goto(`${gateway.http}/#token=${gateway.token}`);
  await page.getByRole('status').getByText('Connected', { exact: true }).waitFor();
  await page.close();
  return context;
}

/** The address of a session that `filling.ts` made. */
export function addressOf(gateway: Gateway, count: number): string {
  return `${gateway.http}/chat/main/bench-${count}`;
}

/** `last` is in the line at its end. */
export async function openSession(
  context: Context,
  gateway: Gateway,
  count: number,
  last = lastWords(count),
): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(noteUsable, last);
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await taskTime(session);
  await page.goto(addressOf(gateway, count));
  await page.waitForFunction(() => Object(globalThis).usableAt !== undefined);
  processors.set(page, (await taskTime(session)) - before);
  await session.detach();
  return page;
}

async function taskTime(session: Session): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
}

export async function arrivalOf(page: Page): Promise<Arrival> {
  const arrival = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation');
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    const resources = performance.getEntriesByType('resource').map((entry) => {
      return { name: entry.name, start: entry.startTime, bytes: (entry as PerformanceResourceTiming).encodedBodySize };
    });
    return {
      paint: paint?.startTime ?? Number.NaN,
      html: (navigation as PerformanceNavigationTiming).responseEnd,
      usable: Number(Object(globalThis).usableAt),
      resources,
    };
  });
  return { ...arrival, processor: processors.get(page) ?? Number.NaN };
}

/** As if this browser had never been here, but for who it is. */
export async function forgetFiles(context: Context, gateway: Gateway): Promise<void> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  const storageTypes = 'cache_storage,service_workers';
  await session.send('Storage.clearDataForOrigin', { origin: gateway.http, storageTypes });
  await page.close();
}

/** Runs in the page: connected, the last message on the screen, and words can be written. */
function noteUsable(last: string): void {
  const isUsable = () => {
    const box = document.querySelector('textarea');
    if (!box || box.readOnly || box.disabled) return false;
    if (document.querySelector('[role=status]')?.textContent !== 'Connected') return false;
    const line = [...document.querySelectorAll('[role=log] [data-key]')].at(-1);
    if (!line?.textContent?.includes(last)) return false;
    const { bottom, height } = line.getBoundingClientRect();
    return height > 0 && bottom > 0 && bottom <= innerHeight;
  };
  // A message to itself comes when the frame that shows it was painted.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    Object.assign(globalThis, { usableAt: performance.now() });
  };
  const look = () => {
    if (document.body && isUsable()) port2.postMessage(null);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
