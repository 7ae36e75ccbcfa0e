// XML in text that is machinery: tool calls and their results, thinking, context that only the runtime is to see.
import { nothing, type Sign } from './sign.ts';

const LONGEST = 400;
const BEGIN = '<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>';
const END = '<<<END_OPENCLAW_INTERNAL_CONTEXT>>>';

const hidden = ['think', 'thinking', 'thought', 'antthinking', 'reasoning', 'relevant-memories', 'relevant_memories'];
const machinery = ['call', 'calls', 'result', 'results'].flatMap((what) => [`tool_${what}`, `function_${what}`]);
/** Machinery only with what names the tool: <invoke name="…">, <function=…>. */
const named = ['invoke', 'function', 'parameter'];
const known = new Set([...hidden, ...machinery, ...named]);

const element = /<(\/?)((?:[a-z][\w-]{0,30}:)?)([a-z][\w-]{0,30})((?:[ \t=][^<>\n`]{0,300})?)>/iy;
const unclosed = /^<\/?((?:[a-z][\w-]{0,30}:)?)([a-z][\w-]{0,30})?((?:[ \t=][^<>\n`]{0,300})?)$/i;
const payload = /^[[{<＜]/;
const word = /^[\w.-]{1,64}/;

/** `text` begins with an angle bracket. */
export function readElement(text: string): Sign {
  if (text.startsWith(BEGIN)) return { is: 'block', length: BEGIN.length, close: new RegExp(END) };
  if (text.startsWith(END)) return { is: 'tag', length: END.length };
  element.lastIndex = 0;
  const found = element.exec(text);
  if (found) return whole(text, found);
  if (text.length >= LONGEST) return nothing;
  if (BEGIN.startsWith(text) || END.startsWith(text)) return { is: 'open', leaked: text.length >= 8 };
  const open = text === '</' ? [] : unclosed.exec(text);
  if (!open) return nothing;
  const [, space = '', given = '', attributes = ''] = open;
  const name = given.toLowerCase();
  if (attributes !== '') return known.has(name) ? { is: 'open', leaked: true } : nothing;
  const leaked = name.length >= 4 && [...known].some((one) => one.startsWith(name));
  // Any word may turn out to be a namespace, as in <minimax:tool_call>.
  return { is: 'open', leaked: leaked || (space !== '' && name === '') };
}

function whole(text: string, [all, slash, space = '', given = '', attributes = '']: RegExpExecArray): Sign {
  const name = given.toLowerCase();
  if (!known.has(name)) return nothing;
  if (slash === '/' || attributes.endsWith('/')) {
    return named.includes(name) && space === '' ? nothing : { is: 'tag', length: all.length };
  }
  const close = new RegExp(`</${space}${given}[ \\t]*>`, 'i');
  const block: Sign = { is: 'block', length: all.length, close };
  if (hidden.includes(name) || space !== '') return block;
  if (named.includes(name)) return /^[ \t]*(?:=|name[ \t]*=)/i.test(attributes) ? block : nothing;
  return called(text.slice(all.length, all.length + LONGEST), block);
}

/** Whether a call follows its tag. People write about tags too, and then words do. */
function called(after: string, block: Sign): Sign {
  const rest = after.trimStart();
  const space = after.slice(0, after.length - rest.length);
  if (payload.test(rest) || space.length > LONGEST / 2) return block;
  if (rest === '') return { is: 'open', leaked: true };
  const name = space === '' || space.includes('\n') ? word.exec(rest)?.[0] : undefined;
  if (name === undefined) return nothing;
  if (name.length === rest.length) return { is: 'open', leaked: true };
  return /[\n[{(<＜]/.test(rest.charAt(name.length)) ? block : nothing;
}
