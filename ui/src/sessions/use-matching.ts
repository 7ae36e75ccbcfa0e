// The sessions that fit what is asked for: of those that the page knows at once, of the rest when the gateway says so.
import { useEffect } from 'preact/hooks';
import * as v from 'valibot';
import { SessionInfo } from '../conversation/wire.ts';
import { rankOf } from '../palette/matching.ts';
import { useApp } from '../state/app.ts';
import { titleOf } from '../state/titles.ts';

export type Wish = { search: string; agentId: string; archived: 'no' | 'only' | 'all' };

const List = v.object({ sessions: v.array(SessionInfo) });
const PAUSE_MS = 200;
const MOST = 100;

export function useMatching({ search, agentId, archived }: Wish): SessionInfo[] {
  const { gateway, roster } = useApp();
  const wanted = search.trim();
  const { ready } = gateway;
  useEffect(() => {
    if (wanted === '' || !ready || !roster.hasMore.peek()) return;
    const asked = {
      search: wanted,
      limit: MOST,
      archived: 'all',
      includeDerivedTitles: true,
      includeLastMessage: true,
    };
    const timer = setTimeout(async () => {
      const { sessions } = await gateway.ask('sessions.list', asked, List).catch(() => ({ sessions: [] }));
      for (const session of sessions) if (!roster.find(session.key)) roster.put(session);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted, ready]);
  return roster.sessions.value.filter((session) => {
    if (agentId !== '' && session.agentId !== agentId) return false;
    if (archived !== 'all' && session.archived !== (archived === 'only')) return false;
    return wanted === '' || rankOf(titleOf(session), wanted) !== null;
  });
}
