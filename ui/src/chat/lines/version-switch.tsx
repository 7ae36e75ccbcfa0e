// Which of several wordings is shown, and the way to the one before and the one after.
import type { Conversation } from '../../conversation/conversation.ts';
import type { Versions } from '../../conversation/line.ts';
import { said } from '../../conversation/talk.ts';
import { IconButton } from '../../parts/icon-button.tsx';
import { useApp } from '../../state/app.ts';
import { words } from '../../words/words.ts';
import { busyIn } from './busy.ts';

type VersionSwitchProps = { versions: Versions; conversation: Conversation };

export function VersionSwitch({ versions, conversation }: VersionSwitchProps) {
  const { chat, common } = words.value;
  const { gateway, notices } = useApp();
  const { index, count, previous, next } = versions;
  const may = gateway.ready && !busyIn(conversation).value && gateway.can('sessions.branches.switch', 'operator.admin');
  const go = (leaf: string | null) => {
    if (leaf === null) return;
    conversation.branching.switchTo(leaf).catch((error: unknown) => notices.complain(common.notDone(said(error))));
  };
  return (
    <div class="version-switch">
      <IconButton
        icon="left"
        name={chat.previous}
        size={16}
        disabled={!may || previous === null}
        onClick={() => go(previous)}
      />
      <span aria-hidden="true">{chat.version(index, count)}</span>
      <span class="unseen">{chat.versions(index, count)}</span>
      <IconButton icon="right" name={chat.next} size={16} disabled={!may || next === null} onClick={() => go(next)} />
    </div>
  );
}
