// The English that is needed from the first moment on: for the frame of the page, signing in, and the chat.
import { chat } from './en/chat.ts';
import { common } from './en/common.ts';
import { composer } from './en/composer.ts';
import { gate } from './en/gate.ts';
import { sessions } from './en/sessions.ts';

export const first = { common, gate, chat, composer, sessions };
