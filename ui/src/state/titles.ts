// What a session is called.
import { words } from '../words/words.ts';

type Named = { key: string; isMain: boolean; label?: string | undefined; displayName?: string | undefined };

export function titleOf(session: Named | undefined): string {
  const { chat } = words.value;
  if (!session) return chat.untitled;
  return session.label ?? (session.isMain ? chat.main : (session.displayName ?? chat.untitled));
}
