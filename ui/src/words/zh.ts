// Chinese, in simplified characters.
import type { Words } from './en.ts';
import { agents } from './zh/agents.ts';
import { chat } from './zh/chat.ts';
import { common } from './zh/common.ts';
import { composer } from './zh/composer.ts';
import { devices } from './zh/devices.ts';
import { gate } from './zh/gate.ts';
import { inspector } from './zh/inspector.ts';
import { logs } from './zh/logs.ts';
import { overview } from './zh/overview.ts';
import { palette } from './zh/palette.ts';
import { sessions } from './zh/sessions.ts';
import { settings } from './zh/settings.ts';

export const chinese: Words = {
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
