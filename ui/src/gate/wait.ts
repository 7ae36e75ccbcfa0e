// How long the gateway does not listen yet, counted down.
import { useEffect, useState } from 'preact/hooks';
import type { Refusal } from '../line/refusal.ts';
import { duration } from '../parts/format.ts';

export function useWait(refusal: Refusal): string {
  const [left, setLeft] = useState(refusal.waitMs ?? 0);
  useEffect(() => {
    const until = Date.now() + (refusal.waitMs ?? 0);
    const count = () => setLeft(Math.max(0, until - Date.now()));
    count();
    const timer = setInterval(count, 1000);
    return () => clearInterval(timer);
  }, [refusal]);
  return left === 0 ? '' : duration(Math.ceil(left / 1000) * 1000);
}
