// What hangs on an answer of the gateway: its shape while it is awaited, why it did not come, and what it says, which
// stays while it is asked for anew.
import type { ComponentChildren } from 'preact';
import { Loading, Trouble } from '../parts/states.tsx';
import type { Answer } from '../parts/use-answer.ts';
import { useApp } from '../state/app.ts';
import { roomWords } from '../words/words.ts';

type AnsweredProps<T> = { answer: Answer<T>; rows?: number; children: (value: T) => ComponentChildren };

export function Answered<T>({ answer, rows = 3, children }: AnsweredProps<T>) {
  const { gateway } = useApp();
  const value = answer.value.value;
  const why = answer.trouble.value;
  const trouble = why === '' ? null : <Trouble why={why} again={() => void answer.again()} />;
  if (value !== null) {
    return (
      <>
        {trouble}
        {children(value)}
      </>
    );
  }
  if (trouble) return trouble;
  if (gateway.lost.value) return <p class="soft">{roomWords.value.common.whenBack}</p>;
  return <Loading rows={rows} />;
}
