// The page put together: credentials first, then the line to the gateway, then what is shown of it.
import { render } from 'preact';
import { Outbox } from './conversation/outbox.ts';
import { Credentials } from './line/credentials.ts';
import { Page } from './page.tsx';
import { keepRead } from './sessions/keep-read.ts';
import { type App, AppContext } from './state/app.ts';
import { addressOf } from './state/base.ts';
import { Conversations } from './state/conversations.ts';
import { Gateway } from './state/gateway.ts';
import { Notices } from './state/notices.ts';
import { notifyEndings } from './state/notify.ts';
import { applyPreferences } from './state/preferences.ts';
import { Roster } from './state/roster.ts';
import { Route } from './state/route.ts';

/** How long the page waits for its words. */
const PATIENCE_MS = 500;

const credentials = new Credentials();
const invited = credentials.takeFromAddress();
const dressed = applyPreferences();

const gateway = new Gateway(credentials);
const route = new Route();
// Whoever comes with the link that the gateway prints comes to talk.
if (invited && route.place.peek().view === 'overview') route.go({ view: 'chat', key: null, message: null }, 'replace');
const app: App = {
  gateway,
  route,
  conversations: new Conversations(gateway, new Outbox(), route),
  roster: new Roster(gateway),
  notices: new Notices(),
};
notifyEndings(app);
keepRead(app);

// A link with a token, opened in a tab that shows the page already.
addEventListener('hashchange', () => {
  if (credentials.takeFromAddress()) gateway.connect();
});
const away = () => gateway.status.value.phase === 'away';
addEventListener('online', () => {
  if (away()) gateway.connect();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && away()) gateway.connect();
});

gateway.connect();

const root = document.getElementById('page');
if (!root) throw new Error('Cannot start the page: its root is missing');
// Not first in another language; but a page that cannot have its words is better in English than not at all.
const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
void Promise.race([dressed, late]).then(() =>
  render(
    <AppContext.Provider value={app}>
      <Page />
    </AppContext.Provider>,
    root,
  ),
);
// It makes the page installable; it keeps the page's own files and nothing that was said.
const install = () => void navigator.serviceWorker.register(addressOf('/sw.js')).catch(() => undefined);
if ('serviceWorker' in navigator && isSecureContext) {
  if (document.readyState === 'complete') install();
  else addEventListener('load', install);
}
