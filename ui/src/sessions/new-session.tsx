// The button that begins a new chat at once, and beside it the way to begin one with an agent and a model of one's choice.
import { openNewChat } from '../palette/open.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';
import { newChat } from './new-chat.ts';

export function NewChatButton({ onChosen }: { onChosen?: () => void }) {
  const app = useApp();
  const { sessions } = words.value;
  const begin = () => {
    newChat(app);
    onChosen?.();
  };
  const choose = () => {
    onChosen?.();
    openNewChat();
  };
  const items: MenuItem[] = [{ icon: 'plus', words: sessions.newChat, act: begin }];
  if (app.gateway.can('sessions.create', 'operator.write')) {
    items.push({ icon: 'agent', words: sessions.newChatWith, act: choose });
  }
  return (
    <span class="new-chat">
      <IconButton icon="plus" name={sessions.newChat} onClick={begin} />
      {items.length > 1 ? <Menu name={sessions.newChatWays} icon="down" items={items} /> : null}
    </span>
  );
}
