// The strip above everything: why the page cannot go on just now, how long that lasts, and a way not to wait.
import { useEffect, useReducer } from 'preact/hooks';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';

export function AwayBanner() {
  const { gateway } = useApp();
  const { away } = words.value.common;
  const lost = gateway.lost.value;
  const status = gateway.status.value;
  const until = status.phase === 'away' ? status.until : 0;
  const seconds = useSecondsTo(until);
  if (!lost) return null;
  return (
    <div class="banner">
      <p>
        <span role="alert">{lost.why === '' ? away.unreachable : away.said(lost.why)}</span>{' '}
        <span class="banner-wait" aria-hidden="true">
          {seconds > 0 ? away.in(seconds) : away.now}
        </span>
      </p>
      <button type="button" class="plain" onClick={() => gateway.connect()}>
        {away.go}
      </button>
    </div>
  );
}

/** Told by the clock each time: the first look may be long after the banner was put together. */
function useSecondsTo(until: number): number {
  const [, tick] = useReducer((ticks: number) => ticks + 1, 0);
  useEffect(() => {
    if (until === 0) return;
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [until]);
  return Math.max(0, Math.ceil((until - Date.now()) / 1000));
}
