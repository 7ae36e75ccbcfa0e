// Portuguese, as in Brazil.
import type { Words } from './en.ts';
import { agents } from './pt/agents.ts';
import { chat } from './pt/chat.ts';
import { common } from './pt/common.ts';
import { composer } from './pt/composer.ts';
import { devices } from './pt/devices.ts';
import { gate } from './pt/gate.ts';
import { inspector } from './pt/inspector.ts';
import { logs } from './pt/logs.ts';
import { overview } from './pt/overview.ts';
import { palette } from './pt/palette.ts';
import { sessions } from './pt/sessions.ts';
import { settings } from './pt/settings.ts';

export const portuguese: Words = {
  common,
  gate,
  chat,
  composer,
  sessions,
  palette,
  inspector,
  overview,
  agents,
  devices,
  logs,
  settings,
};
