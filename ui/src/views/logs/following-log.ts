// Asking for what came since, again and again, as long as somebody can see it and wants to.
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { said } from '../../conversation/talk.ts';
import type { Gateway } from '../../state/gateway.ts';
import type { LogStore } from './log-store.ts';
import { Tail } from './wire.ts';

const EVERY_MS = 2000;
const FIRST = { limit: 1000, maxBytes: 1_000_000 };
/** A page that was away for long has more to catch up with than one answer holds. */
const NEXT = { limit: 5000, maxBytes: 1_000_000 };

type Asked = Pick<Gateway, 'ask' | 'ready' | 'whenReady'>;
type Follower = { look: () => void; end: () => void };

/** What comes back looks at once. */
export function useFollowingLog(gateway: Gateway, store: LogStore, paused: boolean): () => void {
  const follower = useRef<Follower | null>(null);
  useEffect(() => {
    if (paused) return;
    const began = follow(gateway, store);
    follower.current = began;
    return () => {
      began.end();
      follower.current = null;
    };
  }, [gateway, store, paused]);
  return useCallback(() => follower.current?.look(), []);
}

export function follow(gateway: Asked, store: LogStore): Follower {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  let asking = false;
  const ask = async () => {
    clearTimeout(timer);
    if (ended || asking || document.hidden || !gateway.ready) return;
    asking = true;
    const more = await askOnce(gateway, store, () => ended);
    asking = false;
    if (!ended) timer = setTimeout(look, more ? 0 : EVERY_MS);
  };
  const look = () => void ask();
  document.addEventListener('visibilitychange', look);
  const leave = gateway.whenReady(look);
  const end = () => {
    ended = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
    leave();
  };
  return { look, end };
}

/** Says whether more is there already. */
async function askOnce(gateway: Asked, store: LogStore, over: () => boolean): Promise<boolean> {
  const { cursor } = store;
  try {
    const tail = await gateway.ask('logs.tail', cursor === undefined ? FIRST : { cursor, ...NEXT }, Tail);
    if (over()) return false;
    store.trouble.value = '';
    store.take(tail);
    // An answer ends at a number of lines or at a size; the next one is empty when nothing was left.
    return cursor !== undefined && tail.cursor > cursor && tail.lines.length > 0 && isFull(tail);
  } catch (error) {
    if (gateway.ready) store.trouble.value = said(error);
    return false;
  }
}

function isFull({ lines }: Tail): boolean {
  const size = lines.reduce((sum, line) => sum + line.length, 0);
  return lines.length >= NEXT.limit || size > NEXT.maxBytes / 4;
}
