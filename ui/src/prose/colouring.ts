// Asks the worker for the colours of code. It is started when there is something to ask, and ended when it was idle.
import * as v from 'valibot';
import type { Colours } from './code-text.tsx';

const IDLE_MS = 60_000;
/** More than that is shown as it is. */
const MOST = 50_000;
const Answer = v.object({ id: v.number(), colours: v.nullable(v.instance(Uint32Array)) });

const waiting = new Map<number, (colours: Colours | null) => void>();
let worker: Worker | null = null;
let idle: ReturnType<typeof setTimeout> | undefined;
let next = 1;

export function askColours(code: string, language: string): Promise<Colours | null> {
  if (language === '' || code.length > MOST) return Promise.resolve(null);
  return new Promise((resolve) => {
    worker ??= start();
    clearTimeout(idle);
    const id = next++;
    waiting.set(id, resolve);
    worker.postMessage({ id, code, language: language.toLowerCase() });
  });
}

function start(): Worker {
  const started = new Worker(new URL('./code-worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', ({ data }) => {
    const { id, colours } = v.parse(Answer, data);
    waiting.get(id)?.(colours);
    waiting.delete(id);
    if (waiting.size === 0) idle = setTimeout(end, IDLE_MS);
  });
  // Without it code has no colours, and is code.
  started.addEventListener('error', end);
  return started;
}

function end(): void {
  worker?.terminate();
  worker = null;
  for (const resolve of waiting.values()) resolve(null);
  waiting.clear();
}
