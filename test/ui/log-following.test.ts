// Following the log: every two seconds while somebody can see it, at once when there is more, and not otherwise.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { follow } from '../../ui/src/views/logs/following-log.ts';
import { LogStore } from '../../ui/src/views/logs/log-store.ts';

class Page extends EventTarget {
  hidden = false;
}

const page = new Page();
const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', page);
  page.hidden = false;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function gatewayOf(answers: (string[] | Error)[]) {
  const asked: object[] = [];
  let cursor = 0;
  return {
    asked,
    ready: true,
    whenReady(arrived: () => void) {
      arrived();
      return () => undefined;
    },
    async ask(_method: string, params: object) {
      asked.push(params);
      const next = answers.shift() ?? [];
      if (next instanceof Error) throw next;
      cursor += next.length;
      return { file: 'log', cursor, lines: next, truncated: false, reset: false };
    },
  };
}

test('follow() asks for the newest first, then every two seconds for what came since', async () => {
  const gateway = gatewayOf([lines(3), lines(2)]);
  const store = new LogStore();
  const { end } = follow(gateway, store);
  await vi.advanceTimersByTimeAsync(0);
  expect(gateway.asked).toEqual([{ limit: 1000, maxBytes: 1_000_000 }]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(gateway.asked[1]).toMatchObject({ cursor: 3 });
  expect(store.count.value).toBe(5);
  end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(gateway.asked).toHaveLength(2);
});

test('follow() asks at once for the rest of what is more than one answer holds', async () => {
  const gateway = gatewayOf([lines(1), lines(5000), lines(7)]);
  const { end } = follow(gateway, new LogStore());
  await vi.advanceTimersByTimeAsync(2010);
  expect(gateway.asked).toHaveLength(3);
  end();
});

test('follow() asks nothing while the page is hidden, and at once when it is seen again', async () => {
  const gateway = gatewayOf([]);
  const { end } = follow(gateway, new LogStore());
  await vi.advanceTimersByTimeAsync(0);
  page.hidden = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(gateway.asked).toHaveLength(1);
  page.hidden = false;
  page.dispatchEvent(new Event('visibilitychange'));
  await vi.advanceTimersByTimeAsync(0);
  expect(gateway.asked).toHaveLength(2);
  end();
});

test('follow() says why it has nothing, and goes on asking', async () => {
  const gateway = gatewayOf([new Error('The disk is away.'), lines(1)]);
  const store = new LogStore();
  const { end } = follow(gateway, store);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.trouble.value).toBe('The disk is away');
  await vi.advanceTimersByTimeAsync(2000);
  expect(store.trouble.value).toBe('');
  expect(store.count.value).toBe(1);
  end();
});
