// The English of what comes later: the views around the chat, the palette and the inspector.
import { agents } from './en/agents.ts';
import { devices } from './en/devices.ts';
import { inspector } from './en/inspector.ts';
import { logs } from './en/logs.ts';
import { overview } from './en/overview.ts';
import { palette } from './en/palette.ts';
import { settings } from './en/settings.ts';

export const rooms = { palette, inspector, overview, agents, devices, logs, settings };
