// The request that waits for somebody's approval: its name, to be compared, and that the page goes on by itself.
import { words } from '../words/words.ts';

export function Pairing({ requestId, waits }: { requestId: string; waits: boolean }) {
  const { gate } = words.value;
  return (
    <dl class="gate-request">
      <dt class="soft">{gate.request}</dt>
      <dd>
        <code>{requestId}</code>
      </dd>
      {waits ? (
        <>
          <dd class="soft">{gate.approve(requestId)}</dd>
          <dd class="soft">{gate.waiting}</dd>
        </>
      ) : null}
    </dl>
  );
}
