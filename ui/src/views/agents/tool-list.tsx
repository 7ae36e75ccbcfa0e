// Tools as a list: what each is called, what it is for, and all that the model is told of it for whoever asks.
import type { ComponentChildren } from 'preact';
import { number } from '../../parts/format.ts';
import { roomWords } from '../../words/words.ts';
import { printable } from '../printable.ts';

type ToolGroupProps = { title: string; count: number; children: ComponentChildren };

export function ToolGroup({ title, count, children }: ToolGroupProps) {
  return (
    <section class="tool-group">
      <h3>
        <bdi>{title}</bdi> <span class="soft">{number(count)}</span>
      </h3>
      <ul class="bare rows">{children}</ul>
    </section>
  );
}

type ToolRowProps = { id: string; label: string; description: string; whole?: string; foot?: ComponentChildren };

export function ToolRow({ id, label, description, whole = '', foot }: ToolRowProps) {
  const { tools } = roomWords.value.agents;
  return (
    <li>
      <p class="row-head">
        <strong dir="auto">{printable(label === '' ? id : label)}</strong>
        <code class="soft small">{printable(id)}</code>
      </p>
      {description === '' ? null : (
        <p class="small" dir="auto">
          {printable(description)}
        </p>
      )}
      {foot}
      {whole === '' ? null : (
        <details>
          <summary>{tools.more}</summary>
          <pre class="tool-words" dir="auto">
            {whole}
          </pre>
        </details>
      )}
    </li>
  );
}
