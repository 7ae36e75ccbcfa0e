// Which view is shown, as its address says it: addresses can be kept, sent to others, and gone back to.
import { signal } from '@preact/signals';
import { addressOf, pathBelow } from './base.ts';

export type Place =
  | { view: 'chat'; key: string | null; message: string | null }
  | { view: 'agents'; agentId: string | null }
  | { view: 'overview' | 'sessions' | 'devices' | 'logs' | 'settings' };
export type View = Place['view'];

export class Route {
  readonly place = signal<Place>(readPlace(new URL(location.href)));

  constructor() {
    addEventListener('popstate', () => {
      this.place.value = readPlace(new URL(location.href));
    });
  }

  go(place: Place, how: 'push' | 'replace' = 'push'): void {
    const address = addressOfPlace(place);
    if (address !== location.href) history[how === 'push' ? 'pushState' : 'replaceState'](null, '', address);
    this.place.value = place;
  }

  /** The main session is the chat without a name. */
  chat(key: string | null, message: string | null = null): void {
    this.go({ view: 'chat', key, message });
  }
}

export function addressOfPlace(place: Place): string {
  return addressOf(pathOf(place));
}

export function pathOf(place: Place): string {
  switch (place.view) {
    case 'overview':
      return '/';
    case 'chat': {
      const [, agent, rest] = /^agent:([^:]+):(.+)$/s.exec(place.key ?? '') ?? [];
      const path = agent && rest ? `/chat/${encodeURIComponent(agent)}/${encodeURIComponent(rest)}` : '/chat';
      return place.message === null ? path : `${path}?message=${encodeURIComponent(place.message)}`;
    }
    case 'agents':
      return place.agentId === null ? '/agents' : `/agents/${encodeURIComponent(place.agentId)}`;
    case 'sessions':
    case 'devices':
    case 'logs':
    case 'settings':
      return `/${place.view}`;
  }
}

export function readPlace(address: URL): Place {
  const [view = '', first, ...more] = (pathBelow(address) ?? '/').split('/').filter(Boolean).map(decode);
  switch (view) {
    case 'chat': {
      const message = address.searchParams.get('message');
      const session = address.searchParams.get('session');
      const key = first === undefined || more.length === 0 ? session : `agent:${first}:${more.join('/')}`;
      return { view, key, message };
    }
    case 'agents':
      return { view, agentId: first ?? null };
    case 'sessions':
    case 'devices':
    case 'logs':
    case 'settings':
      return { view };
    default:
      return { view: 'overview' };
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
