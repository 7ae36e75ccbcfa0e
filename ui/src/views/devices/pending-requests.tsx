// Who waits to be let in: everything that tells a stranger from a friend, and the two answers.
import { useRef } from 'preact/hooks';
import { moment, number } from '../../parts/format.ts';
import { useApp } from '../../state/app.ts';
import { roomWords } from '../../words/words.ts';
import { type Fact, Facts } from '../facts.tsx';
import { More } from '../more.tsx';
import { printable } from '../printable.ts';
import { Section } from '../view.tsx';
import { useDeviceChange } from './device-change.ts';
import { nameOf, platformOf, scopeWords, shortId } from './naming.ts';
import type { Request } from './wire.ts';

type PendingProps = { requests: readonly Request[]; filtered: boolean; again: () => Promise<void> };

export function PendingRequests({ requests, filtered, again }: PendingProps) {
  const { devices } = roomWords.value;
  const heading = useRef<HTMLHeadingElement>(null);
  const count = requests.length === 0 ? null : <span class="tag">{number(requests.length)}</span>;
  const answered = async () => {
    await again();
    heading.current?.focus();
  };
  return (
    <Section title={devices.pending} actions={count} headingRef={heading}>
      <div class="pending" aria-live="polite" aria-relevant="additions">
        {requests.length === 0 ? (
          <p class="soft">{filtered ? devices.nothingFound : devices.noPending}</p>
        ) : (
          <>
            <p class="soft small">{devices.compare}</p>
            <More items={requests} step={10}>
              {(shown) => (
                <ul class="bare requests">
                  {shown.map((request) => (
                    <li key={request.requestId} class="card">
                      <RequestCard request={request} answered={answered} />
                    </li>
                  ))}
                </ul>
              )}
            </More>
          </>
        )}
      </div>
    </Section>
  );
}

function RequestCard({ request, answered }: { request: Request; answered: () => Promise<void> }) {
  const { gateway } = useApp();
  const { devices } = roomWords.value;
  const change = useDeviceChange(answered);
  const { requestId, remoteIp, browserOrigin, scopes, ts, isRepair, deviceId } = request;
  const name = nameOf(request);
  const platform = platformOf(request);
  const held = gateway.hello.value?.auth.scopes ?? [];
  const less = !held.includes('operator.admin') && scopes.some((scope) => !held.includes(scope));
  const facts: (Fact | null)[] = [
    [devices.asksFor, scopeWords(scopes)],
    platform === '' ? null : [devices.platform, platform],
    [devices.address, printable(remoteIp)],
    browserOrigin === undefined ? null : [devices.origin, printable(browserOrigin)],
    ts === 0 ? null : [devices.asked, moment(ts)],
    [devices.request, <code key="request">{printable(requestId)}</code>],
    [devices.device, <code key="device">{shortId(deviceId)}</code>],
  ];
  const off = change.busy || !gateway.ready;
  return (
    <>
      <h3 dir="auto">{name}</h3>
      <Facts facts={facts} />
      {isRepair ? <p class="small">{devices.known}</p> : null}
      {less ? <p class="small">{devices.less}</p> : null}
      <p class="row-actions">
        <button
          type="button"
          class="primary"
          disabled={off}
          aria-label={devices.approveOf(name)}
          onClick={() => change.make('device.pair.approve', { requestId }, devices.approved(name))}
        >
          {devices.approve}
        </button>
        <button
          type="button"
          class="plain"
          disabled={off}
          aria-label={devices.rejectOf(name)}
          onClick={() => change.make('device.pair.reject', { requestId }, devices.rejected(name))}
        >
          {devices.reject}
        </button>
      </p>
    </>
  );
}
