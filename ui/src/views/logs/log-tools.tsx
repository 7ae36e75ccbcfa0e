// What can be done with the log: show less of it, stop it, take it along.
import { copy } from '../../parts/clipboard.ts';
import { number } from '../../parts/format.ts';
import { IconButton } from '../../parts/icon-button.tsx';
import { useApp } from '../../state/app.ts';
import { roomWords } from '../../words/words.ts';
import { type Filter, thresholds } from './log-filter.ts';
import type { Block } from './log-store.ts';

type LogToolsProps = {
  filter: Filter;
  setFilter: (filter: Filter) => void;
  paused: boolean;
  setPaused: (paused: boolean) => void;
  wrap: boolean;
  setWrap: (wrap: boolean) => void;
  shown: readonly Block[];
  count: number;
};

export function LogTools({ filter, setFilter, paused, setPaused, wrap, setWrap, shown, count }: LogToolsProps) {
  const { notices } = useApp();
  const { logs } = roomWords.value;
  const lines = shown.reduce((sum, block) => sum + block.lines.length, 0);
  const take = async () => {
    const text = shown.flatMap((block) => block.lines.map(({ raw }) => raw)).join('\n');
    if (await copy(`${text}\n`)) notices.say(logs.copied(lines));
    else notices.complain(logs.notCopied);
  };
  return (
    <div class="records-tools">
      <label class="unseen" for="log-level">
        {logs.level}
      </label>
      <select
        id="log-level"
        class="field"
        value={filter.threshold}
        onChange={({ currentTarget }) => {
          const threshold = thresholds.find((one) => one === currentTarget.value);
          if (threshold) setFilter({ ...filter, threshold });
        }}
      >
        {thresholds.map((threshold) => (
          <option key={threshold} value={threshold}>
            {logs.levels[threshold]}
          </option>
        ))}
      </select>
      <input
        class="field"
        type="search"
        aria-label={logs.filter}
        placeholder={logs.filter}
        value={filter.text}
        onInput={({ currentTarget }) => setFilter({ ...filter, text: currentTarget.value })}
      />
      <span class="records-count soft small">
        {lines === count ? logs.lines(count) : logs.shownOf(number(lines), number(count))}
      </span>
      <span class="records-buttons">
        <label class="choice-option">
          <input type="checkbox" checked={wrap} onChange={({ currentTarget }) => setWrap(currentTarget.checked)} />
          <span>{logs.wrap}</span>
        </label>
        <button type="button" class="plain" onClick={() => setPaused(!paused)}>
          {paused ? logs.resume : logs.pause}
        </button>
        <IconButton icon="copy" name={logs.copy} disabled={lines === 0} onClick={() => void take()} />
      </span>
    </div>
  );
}
