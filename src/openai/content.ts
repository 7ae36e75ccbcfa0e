// The content of one message in either dialect: a text, or parts that are text and files.
import * as v from 'valibot';
import { badRequest } from './failure.ts';

const Text = v.string();
const Maybe = v.nullish(Text);
const Part = v.looseObject({
  type: Text,
  text: Maybe,
  refusal: Maybe,
  image_url: v.nullish(v.union([Text, v.looseObject({ url: Text })])),
  file: v.nullish(v.looseObject({ file_data: Maybe, file_id: Maybe, filename: Maybe })),
  file_data: Maybe,
  file_id: Maybe,
  file_url: Maybe,
  filename: Maybe,
  input_audio: v.nullish(v.looseObject({ data: Text, format: Text })),
});
type Part = v.InferOutput<typeof Part>;
export const Content = v.nullish(v.union([Text, v.array(Part)]), null);
export type Content = v.InferOutput<typeof Content>;

/** A file as it was sent: base64, and a name if it has one. What it is shows when it is looked at. */
export type SentFile = { content: string; fileName?: string };
export type Read = { text: string; files: SentFile[] };

export function readContent(content: Content, param: string): Read {
  if (content === null) return { text: '', files: [] };
  if (typeof content === 'string') return { text: whole(content, param), files: [] };
  const texts: string[] = [];
  const files: SentFile[] = [];
  for (const [index, part] of content.entries()) {
    const at = `${param}[${index}]`;
    const text = textOf(part);
    if (text === null) files.push(readFile(part, at));
    else texts.push(whole(text, at));
  }
  return { text: texts.join('\n'), files };
}

function textOf({ type, text, refusal }: Part): string | null {
  if (type === 'text' || type === 'input_text' || type === 'output_text') return text ?? '';
  return type === 'refusal' ? (refusal ?? '') : null;
}

function readFile(part: Part, param: string): SentFile {
  switch (part.type) {
    case 'image_url':
    case 'input_image': {
      const url = typeof part.image_url === 'string' ? part.image_url : part.image_url?.url;
      if (url === undefined) throw elsewhere(part.type, param);
      return { content: readUrl(url, param) };
    }
    case 'file':
    case 'input_file': {
      const { file_data: data, filename } = part.type === 'file' ? (part.file ?? {}) : part;
      if (typeof data !== 'string') throw elsewhere(part.type, param);
      return {
        content: data.startsWith('data:') ? readUrl(data, param) : data,
        ...(filename ? { fileName: filename } : {}),
      };
    }
    case 'input_audio': {
      if (!part.input_audio) throw badRequest(`Cannot read ${param}: input_audio must have data and format`, param);
      const { data, format } = part.input_audio;
      return { content: data, fileName: `audio.${format}` };
    }
    default:
      throw badRequest(`Cannot read ${param}: parts of type '${part.type.slice(0, 60)}' are not taken here`, param);
  }
}

/** Nothing is fetched for whoever asks: an address in a message could be one that only this machine reaches. */
function readUrl(url: string, param: string): string {
  if (/^data:[^,]{0,200};base64,/.test(url)) return url;
  const words = `Cannot fetch ${param}: this gateway fetches no addresses; send the file itself as a base64 data: URL`;
  throw badRequest(words, param, 'unsupported_url');
}

function elsewhere(type: string, param: string) {
  const words = `Cannot read ${param}: a part of type '${type}' must carry the file itself, as base64; ids and addresses of files are not known here`;
  return badRequest(words, param, 'unsupported_file');
}

function whole(text: string, param: string): string {
  if (text.isWellFormed()) return text;
  throw badRequest(`Cannot read ${param}: it has half a character in it (a lone surrogate)`, param);
}
