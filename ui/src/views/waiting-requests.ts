// How many devices wait to be let in; nobody is asked who may not know.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import * as v from 'valibot';
import { useApp } from '../state/app.ts';

const Pending = v.object({ pending: v.array(v.unknown()) });

export function useWaitingRequests(): number {
  const { gateway } = useApp();
  const count = useSignal(0);
  useEffect(() => {
    const ask = async () => {
      if (!gateway.can('device.pair.list', 'operator.pairing')) return;
      const list = await gateway.ask('device.pair.list', {}, Pending).catch(() => null);
      if (list) count.value = list.pending.length;
    };
    const ends = [
      gateway.whenReady(() => void ask()),
      gateway.hear('device.pair.requested', () => void ask()),
      gateway.hear('device.pair.resolved', () => void ask()),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [gateway]);
  return count.value;
}
