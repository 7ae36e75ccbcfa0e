// Control tokens of models that leaked into text: <|im_end|>, and the full-width forms.
import { nothing, type Sign } from './sign.ts';

const LONGEST = 80;
const whole = /[<＜][|｜]([\p{L}\p{N}_▁](?:[\p{L}\p{N}_▁ .:/-]{0,62}[\p{L}\p{N}_▁.:/-])?)[|｜][>＞]/uy;
const unclosed = /^[<＜](?:[|｜](?:[\p{L}\p{N}_▁][\p{L}\p{N}_▁ .:/-]{0,63}[|｜]?)?)?$/u;
const calls = /^tool[▁_ ]?calls?(?:[▁_ ]section)?[▁_ ]begin$/i;

/** `text` begins with an angle bracket. */
export function readControlToken(text: string): Sign {
  whole.lastIndex = 0;
  const [found, name = ''] = whole.exec(text) ?? [];
  if (found !== undefined) {
    if (!calls.test(name)) return { is: 'tag', length: found.length };
    const end = name.replace(/[▁_ ]/g, '[▁_ ]').replace(/begin$/i, 'end');
    return { is: 'block', length: found.length, close: new RegExp(`[<＜][|｜]${end}[|｜][>＞]`, 'i') };
  }
  if (text.length >= LONGEST || !unclosed.test(text)) return nothing;
  return { is: 'open', leaked: text.length >= 3 };
}
