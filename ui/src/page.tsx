// Which of the two the page is: the question who you are, or the house behind it.
import { useSignal, useSignalEffect } from '@preact/signals';
import { Gate } from './gate/gate.tsx';
import type { Refusal } from './line/refusal.ts';
import { NoticeList } from './parts/notices.tsx';
import { Shell } from './shell/shell.tsx';
import { useApp } from './state/app.ts';
import { words } from './words/words.ts';

export function Page() {
  const { gateway } = useApp();
  const refused = useSignal<Refusal | null>(null);
  useSignalEffect(() => {
    const status = gateway.status.value;
    // While it is tried again the gate stays as it is: what is behind it does not flash up.
    if (status.phase === 'refused') refused.value = status.refusal;
    else if (status.phase === 'ready') refused.value = null;
  });
  const { phase } = gateway.status.value;
  return (
    <>
      <p class="unseen" role="status">
        {words.value.common.phases[phase]}
      </p>
      {refused.value ? <Gate refusal={refused.value} /> : <Shell />}
      <NoticeList />
    </>
  );
}
