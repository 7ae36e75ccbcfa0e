// French.
import type { Words } from './en.ts';
import { agents } from './fr/agents.ts';
import { chat } from './fr/chat.ts';
import { common } from './fr/common.ts';
import { composer } from './fr/composer.ts';
import { devices } from './fr/devices.ts';
import { gate } from './fr/gate.ts';
import { inspector } from './fr/inspector.ts';
import { logs } from './fr/logs.ts';
import { overview } from './fr/overview.ts';
import { palette } from './fr/palette.ts';
import { sessions } from './fr/sessions.ts';
import { settings } from './fr/settings.ts';

export const french: Words = {
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
