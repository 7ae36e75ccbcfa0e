// Spanish.
import type { Words } from './en.ts';
import { agents } from './es/agents.ts';
import { chat } from './es/chat.ts';
import { common } from './es/common.ts';
import { composer } from './es/composer.ts';
import { devices } from './es/devices.ts';
import { gate } from './es/gate.ts';
import { inspector } from './es/inspector.ts';
import { logs } from './es/logs.ts';
import { overview } from './es/overview.ts';
import { palette } from './es/palette.ts';
import { sessions } from './es/sessions.ts';
import { settings } from './es/settings.ts';

export const spanish: Words = {
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
