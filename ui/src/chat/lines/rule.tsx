// What the gateway says: a thin labelled line.
import type { RuleLine } from '../../conversation/line.ts';
import { openInspector } from '../../inspector/open.ts';
import { about } from '../../parts/format.ts';
import { Prose } from '../../prose/prose.tsx';
import { words } from '../../words/words.ts';
import { Folded } from './folded.tsx';

export function Rule({ line }: { line: RuleLine }) {
  const { rules, note } = words.value.chat;
  const { key, what, text, tokens, checkpointId } = line;
  switch (what) {
    case 'reset':
      return <Labelled name={key} label={rules.reset} />;
    case 'interrupted':
      return <Labelled name={key} label={rules.interrupted} />;
    case 'note':
      return (
        <div class="line rule" data-key={key}>
          <p class="rule-label">{note}</p>
          <Prose text={text} />
        </div>
      );
    case 'compaction':
      return (
        <div class="line rule" data-key={key}>
          <p class="rule-label">
            <span>
              {rules.compaction}
              {tokens ? ` · ${rules.tokens(about(tokens.before), about(tokens.after))}` : ''}
            </span>
            {checkpointId === null ? null : (
              <button type="button" class="link" onClick={() => openInspector('checkpoints')}>
                {rules.checkpoints}
              </button>
            )}
          </p>
          {text === '' ? null : <Folded head={<span>{rules.summary}</span>}>{() => <Prose text={text} />}</Folded>}
        </div>
      );
  }
}

function Labelled({ name, label }: { name: string; label: string }) {
  return (
    <div class="line rule" data-key={name}>
      <p class="rule-label">
        <span>{label}</span>
      </p>
    </div>
  );
}
