// What a person said: in a soft block on the end side, and below it how it stands and what can be done with it.
import { useComputed } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import type { Conversation } from '../../conversation/conversation.ts';
import type { UserLine } from '../../conversation/line.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { moment } from '../../parts/format.ts';
import { IconButton } from '../../parts/icon-button.tsx';
import { useApp } from '../../state/app.ts';
import { addressOfPlace } from '../../state/route.ts';
import { words } from '../../words/words.ts';
import { busyIn } from './busy.ts';
import { Editing } from './editing.tsx';
import { Files } from './media/files.tsx';
import { Rest, useWords } from './rest.tsx';
import { Said } from './said.tsx';
import { Sent } from './sent.tsx';
import { useHeld } from './use-held.ts';
import { VersionSwitch } from './version-switch.tsx';

type QuestionProps = { line: UserLine; conversation: Conversation };

export function Question({ line, conversation }: QuestionProps) {
  const { chat } = words.value;
  const { gateway } = useApp();
  const [editing, setEditing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const locked = useComputed(() => !gateway.ready || busyIn(conversation).value);
  const { 'data-held': held, ...holding } = useHeld();
  const { rowId } = line;
  const { text, whole } = useWords(line.text, line.truncated);
  const mayEdit = rowId !== null && !line.truncated && gateway.can('sessions.rewind', 'operator.admin');
  const stopEditing = () => {
    setEditing(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <article
      class="line question"
      data-key={line.key}
      data-held={held}
      data-versions={line.versions !== null}
      aria-label={chat.from(chat.you, line.at > 0 ? moment(line.at) : '')}
      {...holding}
    >
      <div class="question-block" data-editing={editing}>
        {editing && rowId !== null ? (
          <Editing line={line} rowId={rowId} conversation={conversation} onEnd={stopEditing} />
        ) : text === '' ? null : (
          <Said text={text} />
        )}
        {line.truncated && rowId !== null ? <Rest rowId={rowId} conversation={conversation} quiet={whole} /> : null}
        <Files media={line.media} conversation={conversation} stored={rowId !== null} />
      </div>
      <Sent line={line} conversation={conversation} />
      {editing ? null : (
        <div class="line-foot">
          <div class="line-actions">
            {text === '' ? null : <CopyButton name={words.value.common.copy} text={() => text} />}
            {mayEdit ? (
              <IconButton
                icon="edit"
                action="edit"
                name={chat.edit}
                size={16}
                buttonRef={button}
                disabled={locked}
                onClick={() => setEditing(true)}
              />
            ) : null}
            {rowId === null ? null : (
              <CopyButton
                icon="link"
                name={chat.link}
                text={() => addressOfPlace({ view: 'chat', key: conversation.key, message: rowId })}
              />
            )}
          </div>
          {line.versions ? <VersionSwitch versions={line.versions} conversation={conversation} /> : null}
        </div>
      )}
    </article>
  );
}
