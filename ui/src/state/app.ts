// What the page is made of, lent to every part of it.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Conversations } from './conversations.ts';
import type { Gateway } from './gateway.ts';
import type { Notices } from './notices.ts';
import type { Roster } from './roster.ts';
import type { Route } from './route.ts';

export type App = {
  gateway: Gateway;
  route: Route;
  conversations: Conversations;
  roster: Roster;
  notices: Notices;
};

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('Cannot draw outside of the page');
  return app;
}
