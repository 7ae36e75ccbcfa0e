// How things stand with the gateway, in a line: a sign, a word, and how many others are there.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import * as v from 'valibot';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';

const Present = v.object({
  presence: v.array(v.looseObject({ deviceId: v.optional(v.string()), mode: v.optional(v.string()) })),
});
const tones = { connecting: 'warn', ready: 'good', away: 'bad', refused: 'bad' } as const;

export function Standing() {
  const { gateway } = useApp();
  const { common } = words.value;
  const present = useSignal<number | null>(null);
  useEffect(
    () =>
      gateway.hear('presence', (payload) => {
        if (v.is(Present, payload)) present.value = countDevices(payload.presence);
      }),
    [gateway],
  );
  const { phase } = gateway.status.value;
  const devices = present.value ?? countDevices(gateway.hello.value?.snapshot.presence ?? []);
  return (
    <p class="standing">
      <span class="dot" data-tone={tones[phase]} />
      <span>
        {common.phases[phase]}
        {phase === 'ready' && devices > 0 ? ` · ${common.devices(devices)}` : ''}
      </span>
    </p>
  );
}

/** Many tabs of one device are one; the gateway itself is none. */
function countDevices(presence: readonly { deviceId?: string | undefined; mode?: string | undefined }[]): number {
  const all = presence.filter(({ mode }) => mode !== 'gateway');
  return new Set(all.map(({ deviceId }, index) => deviceId ?? index)).size;
}
