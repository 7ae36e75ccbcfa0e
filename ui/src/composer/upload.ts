// One file on its way to the gateway, with how far it has come. The browser tells that of an XMLHttpRequest alone.
import * as v from 'valibot';
import { ShownMedia } from '../../../src/protocol/attachments.ts';
import { addressOf } from '../state/base.ts';
import type { Standing, Trouble } from './attachment.ts';

export const Pass = v.object({
  url: v.string(),
  ticket: v.string(),
  maxBytes: v.optional(v.number()),
  maxImageBytes: v.optional(v.number()),
});
export type Pass = v.InferOutput<typeof Pass>;

const { contentType, kind, sizeBytes, fileName, width, height } = ShownMedia.entries;
const Uploaded = v.object({
  mediaId: v.string(),
  contentType,
  kind,
  sizeBytes,
  fileName,
  width,
  height,
  expiresAtMs: v.optional(v.nullable(v.number()), null),
});
const Refused = v.object({
  error: v.object({
    message: v.string(),
    details: v.optional(v.object({ code: v.optional(v.string()), limit: v.optional(v.number()) }), {}),
  }),
});

export type Upload = { end: Promise<Standing>; cancel: () => void };

export function upload(file: File, { url, ticket }: Pass, sent: (bytes: number) => void): Upload {
  const request = new XMLHttpRequest();
  const end = new Promise<Standing>((resolve) => {
    request.upload.onprogress = ({ loaded }) => sent(loaded);
    request.onload = () => resolve(readAnswer(request.status, request.responseText));
    request.onerror = () => resolve({ state: 'cut', trouble: { code: 'cut' } });
    request.onabort = request.onerror;
  });
  request.open('POST', `${addressOf(url)}?name=${encodeURIComponent(file.name)}`);
  request.setRequestHeader('Authorization', `Ticket ${ticket}`);
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.send(file);
  return { end, cancel: () => request.abort() };
}

export function readAnswer(status: number, body: string): Standing {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Uploaded), body);
  if (status >= 200 && status < 300 && read.success) {
    const { mediaId: id, expiresAtMs: until, ...facts } = read.output;
    return { state: 'there', media: { id, url: `media://inbound/${id}`, ...facts }, until };
  }
  const refused = v.safeParse(v.pipe(v.string(), v.parseJson(), Refused), body);
  const { message, details } = refused.success ? refused.output.error : { message: '', details: {} };
  return refusal(status, message, details);
}

type Details = v.InferOutput<typeof Refused>['error']['details'];

function refusal(status: number, message: string, { code, limit }: Details): Standing {
  const refused = (trouble: Trouble): Standing => ({ state: 'refused', trouble });
  if (status === 413 && limit !== undefined) {
    return refused({ code: code === 'ATTACHMENT_IMAGE_TOO_LARGE' ? 'picture-too-large' : 'too-large', limit });
  }
  if (status === 415) return refused({ code: 'unknown' });
  if (status === 429) return { state: 'cut', trouble: { code: 'busy' } };
  if (status === 400 && code !== 'UPLOAD_CUT') return refused({ code: 'refused', why: message.replace(/\.$/, '') });
  return { state: 'cut', trouble: { code: 'cut' } };
}
