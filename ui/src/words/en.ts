// English: the language in which the page is written, and the measure of what the others have to say.
import { agents } from './en/agents.ts';
import { chat } from './en/chat.ts';
import { common } from './en/common.ts';
import { composer } from './en/composer.ts';
import { devices } from './en/devices.ts';
import { gate } from './en/gate.ts';
import { inspector } from './en/inspector.ts';
import { logs } from './en/logs.ts';
import { overview } from './en/overview.ts';
import { palette } from './en/palette.ts';
import { sessions } from './en/sessions.ts';
import { settings } from './en/settings.ts';

export const english = {
  common,
  gate,
  chat,
  composer,
  sessions,
  inspector,
  palette,
  overview,
  agents,
  devices,
  logs,
  settings,
};
export type Words = typeof english;
