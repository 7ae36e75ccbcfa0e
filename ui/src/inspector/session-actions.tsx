// What can be done with the whole session: summed up, begun anew, deleted.
import { useState } from 'preact/hooks';
import type { Conversation } from '../conversation/conversation.ts';
import type { SessionInfo } from '../conversation/wire.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Icon } from '../parts/icon.tsx';
import { changeSession } from '../sessions/session-change.ts';
import { deleteSession } from '../sessions/session-deletion.ts';
import { useApp } from '../state/app.ts';
import { roomWords } from '../words/words.ts';
import { branchOff, compact, lastQuestion, reset } from './session-work.ts';

type SessionActionsProps = { session: SessionInfo; conversation: Conversation };

export function SessionActions({ session, conversation }: SessionActionsProps) {
  const app = useApp();
  const { inspector, sessions } = roomWords.value;
  const [asking, setAsking] = useState(false);
  const { gateway } = app;
  const { key, isMain, archived } = session;
  const shared = key === app.conversations.mainKey.value;
  const summing = conversation.summing.value;
  const question = lastQuestion(conversation.scene.value);
  const away = !gateway.ready;
  return (
    <section class="inspector-part">
      <h3>{inspector.more}</h3>
      <div class="inspector-actions">
        {question !== null && gateway.can('sessions.fork', 'operator.write') ? (
          <button type="button" class="plain" disabled={away} onClick={() => void branchOff(app, key, question)}>
            <Icon name="branch" size={16} /> {inspector.branchOff}
          </button>
        ) : null}
        {gateway.can('sessions.compact', 'operator.admin') ? (
          <button type="button" class="plain" disabled={away || summing} onClick={() => void compact(app, key)}>
            <Icon name="file" size={16} /> {summing ? inspector.compacting : inspector.compact}
          </button>
        ) : null}
        {!shared && gateway.can('sessions.patch', 'operator.write') ? (
          <button
            type="button"
            class="plain"
            disabled={away}
            onClick={() => void changeSession(app, key, { archived: !archived })}
          >
            <Icon name="archive" size={16} /> {archived ? sessions.unarchive : sessions.archive}
          </button>
        ) : null}
        {gateway.can('sessions.reset', 'operator.admin') ? (
          <button type="button" class="plain" disabled={away} onClick={() => setAsking(true)}>
            <Icon name="again" size={16} /> {inspector.reset}
          </button>
        ) : null}
        {!isMain && gateway.can('sessions.delete', 'operator.admin') ? (
          <button type="button" class="plain bad" disabled={away} onClick={() => deleteSession(app, key)}>
            <Icon name="trash" size={16} /> {sessions.remove}
          </button>
        ) : null}
      </div>
      {asking ? (
        <Confirm
          title={inspector.resetTitle}
          act={inspector.reset}
          onConfirm={() => void reset(app, key)}
          onClose={() => setAsking(false)}
        >
          <p>{inspector.resetWhat}</p>
        </Confirm>
      ) : null}
    </section>
  );
}
