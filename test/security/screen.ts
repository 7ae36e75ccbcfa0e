// The page itself, run without a browser at an address of the test's choice: what it opens, asks, keeps and shows.
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { vi } from 'vitest';
import { kinds, makeElement, type StandIn } from './element.ts';

const Asked = v.object({ id: v.string(), method: v.string(), params: v.unknown() });
type Line = { url: string; asked: v.InferOutput<typeof Asked>[] };

export type Page = {
  /** Every socket that it opened, and what it asked there. */
  lines: Line[];
  /** Whatever else it wanted to load. */
  loaded: unknown[];
  address(): string;
  part(id: string): StandIn;
};

/** Opens the page, answers what it asks, and is done when it shows a conversation of these messages. */
export async function openPage(href: string, messages: object[] = []): Promise<Page> {
  const address = new URL(href);
  const parts = partsOf(readFileSync(new URL('../../ui/index.html', import.meta.url), 'utf8'));
  const part = (id: string) => parts.get(id) ?? fail(`The page has no part #${id}`);
  const lines: Line[] = [];
  const loaded: unknown[] = [];
  const shown = Promise.withResolvers<void>();
  const look = () => {
    if (messages.length === 0 ? !part('empty').hidden : part('log').children.length > 0) shown.resolve();
  };
  const globals = {
    ...kinds,
    ...surroundings(address),
    WebSocket: gatewayFor(messages, lines),
    document: {
      hidden: false,
      activeElement: null,
      getElementById: (id: string) => parts.get(id) ?? null,
      createElement: makeElement,
      addEventListener: () => undefined,
    },
    requestAnimationFrame: (draw: () => void) => queueMicrotask(() => [draw(), look()]),
    fetch: (what: unknown) => {
      loaded.push(what);
      return Promise.reject(new Error('The page has no need to load anything'));
    },
  };
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  part('empty').hidden = true;
  vi.resetModules();
  await import('../../ui/src/main.ts');
  await shown.promise;
  return { lines, loaded, address: () => address.href, part };
}

function partsOf(html: string): Map<string, StandIn> {
  const found = html.matchAll(/<(\w+)[^>]* id="([\w-]+)"/g);
  return new Map([...found].map(([, tag = '', id = '']) => [id, makeElement(tag)]));
}

/** A socket behind which a gateway lets everybody in. */
function gatewayFor(messages: object[], lines: Line[]) {
  const answers: Record<string, object> = {
    connect: {
      snapshot: { sessionDefaults: { mainSessionKey: 'agent:main:main' } },
      auth: { deviceToken: 'a-device-token' },
      policy: { tickIntervalMs: 30_000 },
    },
    'chat.startup': { sessionId: 'one', messages },
  };
  return class {
    static readonly OPEN = 1;
    readonly readyState = 1;
    readonly #line: Line;
    onmessage: ((event: { data: string }) => void) | null = null;

    constructor(url: string) {
      this.#line = { url, asked: [] };
      lines.push(this.#line);
      this.#tell({ type: 'event', event: 'connect.challenge', payload: { nonce: 'once', ts: 1 } });
    }

    send(text: string): void {
      const asked = v.parse(Asked, JSON.parse(text));
      this.#line.asked.push(asked);
      this.#tell({ type: 'res', id: asked.id, ok: true, payload: answers[asked.method] ?? {} });
    }

    close(): void {
      lines.length = 0;
    }

    #tell(frame: object): void {
      queueMicrotask(() => this.onmessage?.({ data: JSON.stringify(frame) }));
    }
  };
}

/** A browser that keeps nothing, and whose keys live as long as the page. */
function surroundings(address: URL): object {
  const storage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  return {
    location: address,
    history: {
      state: null,
      replaceState(_state: unknown, _title: string, path: string) {
        address.href = new URL(path, address).href;
      },
    },
    localStorage: storage,
    sessionStorage: storage,
    navigator: { platform: 'Test', language: 'en', userAgent: 'Test' },
    isSecureContext: true,
    indexedDB: { open: refusedRequest },
    matchMedia: () => ({ matches: false }),
    ResizeObserver: class {
      observe(): void {}
    },
    InputEvent: class {},
    addEventListener: () => undefined,
    __VERSION__: '1',
  };
}

function refusedRequest() {
  const request: { onerror?: (event: object) => void } = {};
  queueMicrotask(() => request.onerror?.({ preventDefault: () => undefined }));
  return request;
}

function fail(words: string): never {
  throw new Error(words);
}
