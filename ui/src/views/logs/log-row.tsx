// One line of the log: when, how grave, from where, what; and the whole of it for whoever opens it.
import { useState } from 'preact/hooks';
import { bytes } from '../../parts/format.ts';
import { Icon } from '../../parts/icon.tsx';
import { language, roomWords } from '../../words/words.ts';
import { type LogLine, wholeOf } from './log-line.ts';

const tones = { trace: 'quiet', debug: 'quiet', info: 'plain', warning: 'warn', error: 'bad', fatal: 'bad' } as const;
/** So much of a record is shown even to those who want all of it; copying gives the rest. */
const LONGEST = 200_000;

export function LogRow({ line }: { line: LogLine }) {
  const { logs } = roomWords.value;
  const [open, setOpen] = useState(false);
  const { id, at, level, logger, message, more } = line;
  return (
    <li class="record" data-key={id} data-tone={level === null ? 'plain' : tones[level]}>
      <p class="record-line">
        {more ? (
          <button
            type="button"
            class="record-open"
            aria-expanded={open}
            aria-label={logs.rest}
            title={logs.rest}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? 'down' : 'right'} size={14} />
          </button>
        ) : (
          <span class="record-open" />
        )}
        {at === null ? null : (
          <time class="record-time" dateTime={new Date(at).toISOString()}>
            {precise(at)}
          </time>
        )}
        {level === null ? null : <span class="record-level">{logs.names[level]}</span>}
        {logger === '' ? null : <span class="record-logger">{logger}</span>}
        <bdi class="record-message">{message}</bdi>
      </p>
      {open ? <Whole line={line} /> : null}
    </li>
  );
}

function Whole({ line }: { line: LogLine }) {
  const { logs } = roomWords.value;
  const whole = wholeOf(line);
  return (
    <div class="record-whole">
      {whole.length > LONGEST ? <p class="soft small">{logs.cut(bytes(whole.length))}</p> : null}
      <pre dir="ltr">{whole.slice(0, LONGEST)}</pre>
    </div>
  );
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** To the millisecond, as one looks for what came first. A format is made once: there are thousands of lines. */
function precise(at: number): string {
  const known = clocks.get(language.value) ?? clockIn(language.value);
  clocks.set(language.value, known);
  return known.format(at);
}

function clockIn(chosen: string): Intl.DateTimeFormat {
  const day = { month: '2-digit', day: '2-digit' } as const;
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 } as const;
  return new Intl.DateTimeFormat(chosen, { ...day, ...time, hourCycle: 'h23' });
}
