// The lines, the newest at the bottom. The view follows only a reader who is at the end.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useFollowing } from '../../chat/following.ts';
import { Empty, Loading } from '../../parts/states.tsx';
import { useApp } from '../../state/app.ts';
import { roomWords } from '../../words/words.ts';
import { BlockView } from './block-view.tsx';
import type { Block, LogStore } from './log-store.ts';

type LogListProps = { store: LogStore; shown: readonly Block[]; wrap: boolean; clear: () => void };

export function LogList({ store, shown, wrap, clear }: LogListProps) {
  const { logs } = roomWords.value;
  const scroll = useRef<HTMLDivElement>(null);
  const { atEnd, toEnd, drawn } = useFollowing(scroll);
  useLayoutEffect(drawn);
  return (
    <div class="records-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls with the arrow keys */}
      <div ref={scroll} class="records-scroll" role="log" aria-live="off" aria-label={logs.list} tabIndex={0}>
        <div class="records" data-wrap={wrap}>
          <Nothing store={store} none={shown.length === 0} clear={clear} />
          {store.older.value && shown.length > 0 ? (
            <p class="records-note soft small">{logs.older(store.file.value)}</p>
          ) : null}
          {store.anew.value ? <p class="records-note soft small">{logs.anew}</p> : null}
          {shown.map((block, index) => (
            <BlockView key={block.id} block={block} near={index >= shown.length - 2} />
          ))}
        </div>
      </div>
      {atEnd.value ? null : (
        <button type="button" class="plain latest" onClick={toEnd}>
          {logs.latest}
        </button>
      )}
    </div>
  );
}

function Nothing({ store, none, clear }: { store: LogStore; none: boolean; clear: () => void }) {
  const { gateway } = useApp();
  const { logs, common } = roomWords.value;
  if (!none) return null;
  if (store.count.value > 0) {
    return (
      <Empty>
        <p>{logs.nothingFits}</p>
        <button type="button" class="plain" onClick={clear}>
          {logs.showAll}
        </button>
      </Empty>
    );
  }
  if (store.loaded.value) return <Empty>{logs.empty}</Empty>;
  if (store.trouble.value !== '') return null;
  return gateway.lost.value ? <Empty>{common.whenBack}</Empty> : <Loading rows={8} />;
}
