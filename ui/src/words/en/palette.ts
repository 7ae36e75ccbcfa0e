// The palette: finding chats, actions and what was said, from the keyboard.
import { counted } from '../plural.ts';

export const palette = {
  titles: { everything: 'Search and do', conversation: 'Search in this chat' },
  placeholders: { everything: 'Search, or do something', conversation: 'Words that were said here' },
  found: 'Found',
  groups: { chats: 'Chats', actions: 'Actions', messages: 'Messages' },
  hint: 'Type words that were said in this chat.',
  searching: 'Searching',
  nothing: 'Nothing was found. Try other words.',
  more: 'There is more than is shown. Add a word to find it.',
  count: counted('en', 'result', 'results'),
  notSearched: (why: string) => `Messages could not be searched: ${why}. Type again to try once more.`,
  away: 'Only what this page knows is searched. Messages are searched when the gateway is back.',
  stop: 'Stop the answer',
  searchHere: 'Search in this chat',
  go: (view: string) => `Go to ${view}`,
  open: {
    session: 'Show the details of this chat',
    tools: 'Show the tools of this chat',
    checkpoints: 'Show the checkpoints of this chat',
  },
  exports: { md: 'Export this chat as Markdown', html: 'Export this chat as HTML', json: 'Export this chat as JSON' },
  themes: {
    system: 'Colours as the system has them',
    light: 'Light colours',
    dark: 'Dark colours',
    contrast: 'More contrast',
  },
  hideSide: 'Hide the list of chats',
  showSide: 'Show the list of chats',
};
