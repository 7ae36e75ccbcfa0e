// The log of the gateway, which follows what happens for as long as it is looked at.
import { useMemo, useState } from 'preact/hooks';
import { Trouble } from '../../parts/states.tsx';
import { useWide } from '../../shell/wide.ts';
import { useApp } from '../../state/app.ts';
import { roomWords } from '../../words/words.ts';
import { useFollowingLog } from './following-log.ts';
import { type Filter, passes } from './log-filter.ts';
import { LogList } from './log-list.tsx';
import { type Block, LogStore } from './log-store.ts';
import { LogTools } from './log-tools.tsx';
import '../../styles/views.css';
import '../../styles/logs.css';

/** What was read stays when somebody goes to another view and comes back. */
const store = new LogStore();

export function LogsView() {
  const { gateway } = useApp();
  const { logs } = roomWords.value;
  const [filter, setFilter] = useState<Filter>({ threshold: 'all', text: '' });
  const [paused, setPaused] = useState(false);
  // A narrow screen shows nothing of a line that is not wrapped.
  const [wrap, setWrap] = useState(!useWide());
  const again = useFollowingLog(gateway, store, paused);
  const blocks = store.blocks.value;
  const shown = useMemo(() => blocks.flatMap((block) => filtered(block, filter)), [blocks, filter]);
  const why = store.trouble.value;
  return (
    <div class="view records-view">
      <header class="view-head records-head" data-named="false">
        <h1 tabIndex={-1}>{logs.title}</h1>
        <LogTools
          filter={filter}
          setFilter={setFilter}
          paused={paused}
          setPaused={setPaused}
          wrap={wrap}
          setWrap={setWrap}
          shown={shown}
          count={store.count.value}
        />
      </header>
      {why === '' ? null : <Trouble why={why} again={again} />}
      <LogList store={store} shown={shown} wrap={wrap} clear={() => setFilter({ threshold: 'all', text: '' })} />
      {paused ? (
        <p class="records-note soft small" role="status">
          {logs.paused}
        </p>
      ) : null}
    </div>
  );
}

/** A block of which everything is shown is the same as before: nothing of it is drawn anew. */
function filtered(block: Block, filter: Filter): Block[] {
  const lines = block.lines.filter((line) => passes(line, filter));
  if (lines.length === 0) return [];
  return [lines.length === block.lines.length ? block : { ...block, lines }];
}
