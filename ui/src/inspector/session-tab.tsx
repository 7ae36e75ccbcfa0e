// The session itself: its name, what it has used, how it goes on, and what can be done with all of it.
import type { Conversation } from '../conversation/conversation.ts';
import { unwritten } from '../sessions/sections.ts';
import { useApp } from '../state/app.ts';
import { Branches } from './branches.tsx';
import { SessionActions } from './session-actions.tsx';
import { SessionExport } from './session-export.tsx';
import { SessionFacts } from './session-facts.tsx';
import { SessionSettings } from './session-settings.tsx';
import { SessionTitle } from './session-title.tsx';

export function SessionTab({ conversation }: { conversation: Conversation }) {
  const { conversations, roster } = useApp();
  const { key, reading } = conversation;
  const isMain = key === conversations.mainKey.value;
  const written = roster.find(key) ?? reading.info.value;
  const session = written ?? unwritten(key, isMain);
  return (
    <>
      <SessionTitle session={session} />
      <SessionFacts session={session} />
      <SessionSettings session={session} conversation={conversation} />
      {written ? (
        <>
          <Branches conversation={conversation} />
          <SessionExport session={session} />
          <SessionActions session={session} conversation={conversation} />
        </>
      ) : null}
    </>
  );
}
