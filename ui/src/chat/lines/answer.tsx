// What the assistant said: plain on the page, as it comes.
import { useComputed } from '@preact/signals';
import type { Conversation } from '../../conversation/conversation.ts';
import type { AnswerLine } from '../../conversation/line.ts';
import { said } from '../../conversation/talk.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { moment } from '../../parts/format.ts';
import { IconButton } from '../../parts/icon-button.tsx';
import { Prose } from '../../prose/prose.tsx';
import { useApp } from '../../state/app.ts';
import { words } from '../../words/words.ts';
import { busyIn } from './busy.ts';
import { Details } from './details.tsx';
import { Files } from './media/files.tsx';
import { Rest, useWords } from './rest.tsx';
import { Standing } from './standing.tsx';
import { useHeld } from './use-held.ts';

type AnswerProps = { line: AnswerLine; conversation: Conversation };

export function Answer({ line, conversation }: AnswerProps) {
  const { chat } = words.value;
  const { 'data-held': held, ...holding } = useHeld();
  const { text, whole } = useWords(line.text, line.truncated);
  const live = line.state === 'live';
  const who = line.note ? chat.note : chat.assistant;
  return (
    <article
      class="line answer"
      data-key={line.key}
      data-held={held}
      data-last={line.last && !live}
      aria-label={chat.from(who, line.at > 0 ? moment(line.at) : '')}
      {...holding}
    >
      {line.note ? <p class="tag">{chat.note}</p> : null}
      {text === '' && !live ? null : <Prose text={text} live={live} broken={line.state !== 'done'} />}
      {line.truncated && line.rowId !== null ? (
        <Rest rowId={line.rowId} conversation={conversation} quiet={whole} />
      ) : null}
      <Files media={line.media} conversation={conversation} stored={line.rowId !== null} />
      <Ended line={line} conversation={conversation} />
      {line.last && !live ? <Foot line={line} text={text} conversation={conversation} /> : null}
    </article>
  );
}

function Ended({ line: { state, error, runId, note }, conversation }: AnswerProps) {
  const { states } = words.value.chat;
  switch (state) {
    case 'live':
    case 'done':
      return null;
    case 'stopped':
      return <Standing icon="stopped" words={states.stopped} />;
    case 'cut':
      return <Standing icon="failed" words={states.cut} />;
    case 'failed':
      return (
        <Standing icon="failed" tone="bad" words={`${states.broken}: ${error.replace(/\.$/, '') || states.noReason}`}>
          {runId === null || note ? null : <AgainButton runId={runId} conversation={conversation} inWords />}
        </Standing>
      );
  }
}

function Foot({ line, text, conversation }: AnswerProps & { text: string }) {
  const { common } = words.value;
  const { runId, note, state } = line;
  return (
    <div class="line-foot">
      <div class="line-actions">
        {text === '' ? null : <CopyButton name={common.copy} text={() => text} />}
        {runId === null || note || state === 'failed' ? null : (
          <AgainButton runId={runId} conversation={conversation} />
        )}
        <Details line={line} />
      </div>
    </div>
  );
}

type AgainButtonProps = { runId: string; conversation: Conversation; inWords?: boolean };

function AgainButton({ runId, conversation, inWords = false }: AgainButtonProps) {
  const { chat, common } = words.value;
  const { gateway, notices } = useApp();
  const locked = useComputed(() => !gateway.ready || busyIn(conversation).value);
  if (!gateway.can('sessions.rewind', 'operator.admin')) return null;
  const act = () => {
    conversation.branching.regenerate(runId).catch((error: unknown) => notices.complain(common.notDone(said(error))));
  };
  return inWords ? (
    <button type="button" class="link" disabled={locked} onClick={act}>
      {chat.regenerate}
    </button>
  ) : (
    <IconButton icon="again" name={chat.regenerate} size={16} disabled={locked} onClick={act} />
  );
}
