// Directives: [[reply_to_current]], [[reply_to: id]], [[audio_as_voice]], [[tts:...]]. For a channel, not for reading.
import { nothing, type Sign } from './sign.ts';

const LONGEST = 300;
const names = ['reply_to', 'audio_as_voice', 'tts', '/tts'];
const whole =
  /\[\[[ \t]*(?:reply_to(?:_[a-z0-9_]{1,40})?(?:[ \t]*:[^[\]\n]{0,200})?|audio_as_voice|\/?tts(?::[^[\]\n]{0,200})?)[ \t]*\]\]/iy;
const begun = /^(?:reply_to(?:_[a-z0-9_]{0,40})?(?:[ \t]*:.*)?|audio_as_voice|\/?tts(?::.*)?)[ \t]*$/i;
const unclosed = /^\[(?:\[[ \t]*([^[\]\n]*)(\]?))?$/;

/** `text` begins with a bracket. */
export function readDirective(text: string): Sign {
  whole.lastIndex = 0;
  const [found] = whole.exec(text) ?? [];
  if (found !== undefined) return { is: 'tag', length: found.length };
  if (text.length >= LONGEST) return nothing;
  const open = unclosed.exec(text);
  if (!open) return nothing;
  const [, inner = '', bracket = ''] = open;
  const name = inner.toLowerCase();
  const possible = begun.test(name) || (bracket === '' && names.some((one) => one.startsWith(name)));
  return possible ? { is: 'open', leaked: name.replace('/', '').length >= 3 } : nothing;
}
