// One thing that the palette offers.
import type { IconName } from '../parts/icon.tsx';

export type Entry = {
  id: string;
  group: 'chats' | 'actions' | 'messages';
  icon: IconName;
  name: string;
  /** What stands below it: where a message was found, the last words of a chat. */
  detail: string;
  /** Whether what was searched for may stand in the detail. */
  marks: 'name' | 'detail';
  at: number | null;
  act: () => void;
};
