// Which model a session is to be answered by, and which one answered last.
import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Model } from '../../../src/protocol/models.ts';
import type { Chunk } from '../conversation/chunks.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { SessionInfo } from '../conversation/wire.ts';

export type ModelInUse = { chosen: ReadonlySignal<string>; shown: ReadonlySignal<string> };

/** Both as "provider/model", empty while nobody knows. */
export function useModelInUse({ scene, reading }: Conversation): ModelInUse {
  const chosen = useComputed(() => chosenModel(reading.info.value, reading.models.value));
  const last = useComputed(() => lastAnswer(scene.value.chunks)?.key ?? '');
  const used = useComputed(() => lastAnswer(scene.value.chunks)?.model ?? '');
  /** The last answer at the moment when another model was chosen: it tells nothing of that one. */
  const before = useSignal<string | null>(null);
  const known = useRef('');
  useSignalEffect(() => {
    const now = chosen.value;
    if (known.current !== '' && now !== known.current) before.value = last.peek();
    known.current = now;
  });
  const shown = useComputed(() => (used.value === '' || before.value === last.value ? chosen.value : used.value));
  return { chosen, shown };
}

/** Before anything was said in a session it is the one that is meant where none is named. */
export function chosenModel(info: SessionInfo | null, models: readonly Model[]): string {
  const usual = models.find(({ tags }) => tags?.includes('default'));
  if (!info) return usual ? referenceOf(usual) : '';
  if (info.model === undefined) return '';
  return info.modelProvider === undefined ? info.model : `${info.modelProvider}/${info.model}`;
}

export function lastAnswer(chunks: readonly Chunk[]): { key: string; model: string } | null {
  for (let at = chunks.length - 1; at >= 0; at -= 1) {
    const line = chunks[at]?.lines.findLast((line) => line.kind === 'answer' && line.model !== null);
    if (line?.kind === 'answer' && line.model !== null) return { key: line.key, model: line.model };
  }
  return null;
}

export function referenceOf({ provider, id }: Model): string {
  return `${provider}/${id}`;
}

/** By the name that people see, or what is known of it. */
export function nameOf(reference: string, models: readonly Model[]): string {
  const model = models.find((one) => referenceOf(one) === reference);
  return model?.name ?? reference.slice(reference.indexOf('/') + 1);
}
