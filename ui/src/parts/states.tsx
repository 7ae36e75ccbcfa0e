// How a view looks when there is nothing to show: not yet, not any more, or not at all.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { words } from '../words/words.ts';

/** The shape of what comes; it shows itself only to those who have to wait. */
export function Loading({ rows = 4 }: { rows?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="loading" aria-busy="true">
      {late ? <p class="unseen">{words.value.common.loading}</p> : null}
      {late ? Array.from({ length: rows }, (_, row) => <div key={row} class="loading-row" />) : null}
    </div>
  );
}

export function Trouble({ why, again }: { why: string; again: () => void }) {
  const { common } = words.value;
  return (
    <div class="trouble" role="alert">
      <p>{common.notLoaded(why)}</p>
      <button type="button" class="plain" onClick={again}>
        {common.loadAgain}
      </button>
    </div>
  );
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <div class="empty">{children}</div>;
}
