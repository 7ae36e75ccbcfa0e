// The one question before the house: the refusal in words, what to do next, one field when a secret helps, one button.
import { useEffect, useRef } from 'preact/hooks';
import type { Refusal } from '../line/refusal.ts';
import { BrandMark } from '../parts/brand-mark.tsx';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';
import { Pairing } from './pairing.tsx';
import { useWait } from './wait.ts';
import '../styles/gate.css';

export function Gate({ refusal }: { refusal: Refusal }) {
  const { gateway } = useApp();
  const { gate, common } = words.value;
  const field = useRef<HTMLInputElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const wait = useWait(refusal);
  const { phase } = gateway.status.value;
  const busy = phase === 'connecting';
  const { title: heading, next } = gate.reasons[refusal.reason];
  const tries = gateway.refusals.value;
  const wrong = refusal.reason === 'token-wrong' || refusal.reason === 'password-wrong';

  useEffect(() => {
    (refusal.ask ? field.current : title.current)?.focus();
  }, [refusal.reason, refusal.ask]);
  useEffect(() => () => void requestAnimationFrame(goOnInside), []);

  const go = (event: SubmitEvent) => {
    event.preventDefault();
    gateway.signIn(field.current?.value ?? '');
    if (field.current) field.current.value = '';
  };

  return (
    <main class="gate">
      <form class="gate-card" autocomplete="off" onSubmit={go} aria-busy={busy}>
        <p class="gate-brand">
          <BrandMark /> {common.brand}
        </p>
        <h1 ref={title} tabIndex={-1}>
          {heading}
        </h1>
        <div role="alert">
          <p>{refusal.next ?? next}</p>
          {wrong && tries > 1 ? <p class="bad">{gate.tries(tries)}</p> : null}
        </div>
        {refusal.requestId !== null ? (
          <Pairing requestId={refusal.requestId} waits={refusal.reason === 'pairing'} />
        ) : null}
        {refusal.ask ? (
          <label class="label">
            {gate.label}
            <input
              ref={field}
              class="field"
              type="password"
              name="secret"
              autocomplete="current-password"
              autocapitalize="off"
              spellcheck={false}
            />
          </label>
        ) : null}
        {wait === '' ? null : <p class="soft">{gate.wait(wait)}</p>}
        {phase === 'away' ? <p class="bad">{common.away.unreachable}</p> : null}
        <button class="primary" type="submit" disabled={wait !== ''}>
          {refusal.reason === 'pairing-answered' ? gate.askAgain : gate.connect}
        </button>
        <p class="soft small" dir="auto">
          {gate.said(refusal.said)}
        </p>
      </form>
    </main>
  );
}

/** The field is gone, and who was let in is to go on in the room, unless it has taken the focus itself. */
function goOnInside(): void {
  if (document.activeElement === document.body) document.getElementById('main')?.focus();
}
