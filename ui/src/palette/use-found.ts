// What the gateway finds for what is typed: messages, and sessions that are further back than what the page knows.
import { useEffect, useState } from 'preact/hooks';
import * as v from 'valibot';
import { said } from '../conversation/talk.ts';
import { SessionInfo } from '../conversation/wire.ts';
import { useApp } from '../state/app.ts';
import { fold } from './matching.ts';

const Found = v.object({
  results: v.array(
    v.object({ sessionKey: v.string(), messageId: v.string(), timestamp: v.number(), snippet: v.string() }),
  ),
  truncated: v.optional(v.boolean(), false),
});
const List = v.object({ sessions: v.array(SessionInfo) });
const Described = v.object({ session: v.nullable(SessionInfo) });
export type Hit = v.InferOutput<typeof Found>['results'][number];

export type Finding = {
  /** What was asked for: until it is what is typed, it is still being searched. */
  query: string;
  hits: readonly Hit[];
  more: boolean;
  trouble: string;
};
const PAUSE_MS = 150;
const MOST = 25;
const nothing: Finding = { query: '', hits: [], more: false, trouble: '' };

/** One letter is not asked for, unless it is a word, as in Chinese. */
export function worthSearching(query: string): boolean {
  return query.trim().length > 1 || /[^\p{sc=Latin}\p{sc=Common}]/u.test(query);
}

/** `within` is the one session to search, or null for all of them. */
export function useFound(query: string, within: string | null): Finding {
  const { gateway, roster } = useApp();
  const [finding, setFinding] = useState(nothing);
  const wanted = query.trim();
  const { ready } = gateway;
  useEffect(() => {
    if (!worthSearching(wanted)) {
      setFinding(nothing);
      return;
    }
    if (!ready) return;
    let left = false;
    const search = async () => {
      const keys = within === null ? {} : { sessionKeys: [within] };
      const listed = {
        search: wanted,
        limit: MOST,
        archived: 'all',
        includeDerivedTitles: true,
        includeLastMessage: true,
      };
      const far = within === null && roster.hasMore.peek();
      try {
        const [found, list] = await Promise.all([
          gateway.ask('sessions.search', { query: wanted, limit: MOST, ...keys }, Found),
          far ? gateway.ask('sessions.list', listed, List) : { sessions: [] },
        ]);
        if (left) return;
        for (const session of list.sessions) if (!roster.find(session.key)) roster.put(session);
        setFinding({ query: wanted, hits: found.results, more: found.truncated, trouble: '' });
        await nameAll(found.results.map(({ sessionKey }) => sessionKey));
      } catch (error) {
        if (!left) setFinding({ ...nothing, query: wanted, trouble: gateway.ready ? said(error) : '' });
      }
    };
    const nameAll = async (keys: readonly string[]) => {
      const unknown = [...new Set(keys)].filter((key) => !roster.find(key));
      await Promise.all(
        unknown.map(async (key) => {
          const { session } = await gateway.ask('sessions.describe', { key }, Described);
          if (session) roster.put(session);
        }),
      );
    };
    const timer = setTimeout(() => void search(), PAUSE_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [wanted, within, ready]);
  return wanted === '' ? nothing : finding;
}

/** Whether what was found belongs to what is typed now. */
export function isCurrent({ query }: Finding, typed: string): boolean {
  return fold(query) === fold(typed.trim());
}
