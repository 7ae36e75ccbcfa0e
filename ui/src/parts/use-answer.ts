// What the gateway answers to a question, asked when the part is drawn and again whenever there is a line anew.
import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useCallback, useEffect } from 'preact/hooks';
import type * as v from 'valibot';
import { said } from '../conversation/talk.ts';
import { useApp } from '../state/app.ts';

export type Answer<T> = {
  /** The last answer there was; it stays while another is asked for, and while the gateway is away. */
  value: ReadonlySignal<T | null>;
  trouble: ReadonlySignal<string>;
  again: () => Promise<void>;
};

/** `on` are events after which it is asked again. */
export function useAnswer<const S extends v.GenericSchema>(
  method: string,
  params: object,
  schema: S,
  on: readonly string[] = [],
): Answer<v.InferOutput<S>> {
  const { gateway } = useApp();
  const value = useSignal<v.InferOutput<S> | null>(null);
  const trouble = useSignal('');
  const asked = JSON.stringify(params);
  const again = useCallback(async () => {
    try {
      value.value = await gateway.ask(method, JSON.parse(asked), schema);
      trouble.value = '';
    } catch (error) {
      if (gateway.ready) trouble.value = said(error);
    }
  }, [method, asked]);
  useEffect(() => {
    const ends = [gateway.whenReady(() => void again()), ...on.map((event) => gateway.hear(event, () => void again()))];
    return () => {
      for (const end of ends) end();
    };
  }, [again, on.join(' ')]);
  return { value, trouble, again };
}
