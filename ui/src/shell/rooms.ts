// The views beside the chat, in the order in which they are offered.
import type { IconName } from '../parts/icon.tsx';
import type { Place } from '../state/route.ts';

export const rooms: readonly { place: Place; icon: IconName }[] = [
  { place: { view: 'overview' }, icon: 'overview' },
  { place: { view: 'sessions' }, icon: 'sessions' },
  { place: { view: 'agents', agentId: null }, icon: 'agent' },
  { place: { view: 'devices' }, icon: 'device' },
  { place: { view: 'logs' }, icon: 'logs' },
  { place: { view: 'settings' }, icon: 'settings' },
];
