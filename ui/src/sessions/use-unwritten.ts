// The session on the screen, when the list does not have it: one in which nothing was said yet, or one that is further
// back than what was loaded.
import type { SessionInfo } from '../conversation/wire.ts';
import { useApp } from '../state/app.ts';
import { unwritten } from './sections.ts';

export function useUnwritten(now: number): SessionInfo | null {
  const { conversations, roster, route } = useApp();
  const { key, reading } = conversations.current.value;
  if (route.place.value.view !== 'chat' || key === conversations.mainKey.value) return null;
  if (!roster.loaded.value || roster.find(key)) return null;
  return reading.info.value ?? unwritten(key, false, now);
}
