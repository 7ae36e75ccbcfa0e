// Requests first, then the devices that are paired; one filter for both when they are many.
import { useEffect, useState } from 'preact/hooks';
import { type Answer, useAnswer } from '../../parts/use-answer.ts';
import { roomWords } from '../../words/words.ts';
import { Answered } from '../answered.tsx';
import { usePresence } from '../presence.ts';
import { fits, newestFirst } from './choosing.ts';
import { useOwnDevice } from './own-device.ts';
import { PairedDevices } from './paired-devices.tsx';
import { PendingRequests } from './pending-requests.tsx';
import { PairList } from './wire.ts';

const MANY = 8;
/** A request that has expired is told of only when somebody asks. */
const REFRESH_MS = 30_000;

export function DeviceLists() {
  const list = useAnswer('device.pair.list', {}, PairList, ['device.pair.requested', 'device.pair.resolved']);
  useRefresh(list);
  return (
    <Answered answer={list} rows={6}>
      {(all) => <Lists all={all} again={list.again} />}
    </Answered>
  );
}

function Lists({ all, again }: { all: PairList; again: () => Promise<void> }) {
  const { devices } = roomWords.value;
  const [wish, setWish] = useState('');
  const own = useOwnDevice();
  const present = usePresence().value.value ?? [];
  const many = all.pending.length > MANY || all.paired.length > MANY;
  const pending = newestFirst(all.pending).filter((request) => fits(wish, request));
  const paired = all.paired.filter((device) => fits(wish, device));
  const filtered = wish.trim() !== '';
  return (
    <>
      {many || filtered ? (
        <label class="label device-filter">
          {devices.filter}
          <input class="field" type="search" value={wish} onInput={(event) => setWish(event.currentTarget.value)} />
        </label>
      ) : null}
      <PendingRequests requests={pending} filtered={filtered} again={again} />
      <PairedDevices devices={paired} filtered={filtered} own={own} present={present} again={again} />
    </>
  );
}

function useRefresh({ value, again }: Answer<PairList>): void {
  const waiting = (value.value?.pending.length ?? 0) > 0;
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => {
      if (!document.hidden) void again();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [waiting, again]);
}
