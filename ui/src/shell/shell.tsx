// The house: the sessions at the side, one view in the middle, and what lies over them.
import { useEffect } from 'preact/hooks';
import { ChatPage } from '../chat/chat-page.tsx';
import { paletteOpen } from '../palette/open.ts';
import { lazy } from '../parts/lazy.tsx';
import { useApp } from '../state/app.ts';
import { preferences } from '../state/preferences.ts';
import type { Place } from '../state/route.ts';
import { words } from '../words/words.ts';
import { AwayBanner } from './away-banner.tsx';
import { bindKeys } from './keys.ts';
import { NarrowBar } from './narrow-bar.tsx';
import { Sidebar } from './sidebar.tsx';
import { useWide } from './wide.ts';
import '../styles/shell.css';

const views = {
  overview: lazy(() => import('../views/overview/overview-view.tsx').then(({ OverviewView }) => OverviewView)),
  sessions: lazy(() => import('../views/sessions-view.tsx').then(({ SessionsView }) => SessionsView)),
  devices: lazy(() => import('../views/devices/devices-view.tsx').then(({ DevicesView }) => DevicesView)),
  logs: lazy(() => import('../views/logs/logs-view.tsx').then(({ LogsView }) => LogsView)),
  settings: lazy(() => import('../views/settings/settings-view.tsx').then(({ SettingsView }) => SettingsView)),
};
const AgentsView = lazy(() => import('../views/agents/agents-view.tsx').then(({ AgentsView }) => AgentsView));
const Palette = lazy(() => import('../palette/palette.tsx').then(({ Palette }) => Palette));

export function Shell() {
  const app = useApp();
  const wide = useWide();
  const place = app.route.place.value;
  useEffect(() => bindKeys(app), [app]);
  const side = wide && preferences.value.sidebar;
  return (
    <div class="shell" data-side={side}>
      <a class="skip" href="#main">
        {words.value.common.skip}
      </a>
      {side ? <Sidebar /> : null}
      <div class="stage">
        {place.view === 'chat' ? null : <NarrowBar view={place.view} />}
        <AwayBanner />
        <main id="main" tabIndex={-1}>
          <Shown place={place} />
        </main>
      </div>
      {paletteOpen.value === null ? null : <Palette />}
    </div>
  );
}

function Shown({ place }: { place: Place }) {
  switch (place.view) {
    case 'chat':
      return <ChatPage />;
    case 'agents':
      return <AgentsView agentId={place.agentId} />;
    case 'overview':
    case 'sessions':
    case 'devices':
    case 'logs':
    case 'settings': {
      const View = views[place.view];
      return <View />;
    }
  }
}
