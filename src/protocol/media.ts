// Files of messages on the wire: how one is named, and how a way to it is asked for.
import * as v from 'valibot';
import { Key } from './sessions.ts';

const Text = v.pipe(v.string(), v.nonEmpty());
const Size = v.pipe(v.number(), v.integer(), v.minValue(0));

export const MEDIA_PATH = '/__openclaw__/media';
export const ASSISTANT_MEDIA_PATH = '/__openclaw__/assistant-media';

/** No dots, no slashes: nothing that could be read as a place. */
export const MediaId = v.pipe(v.string(), v.regex(/^[a-z\d][\w-]{0,127}$/i, 'must be the id of a file'));

const SOURCE = 'media://inbound/';

/** The name by which history speaks of a file, with or without an end. Gives the id; every other address is refused. */
export const MediaSource = v.pipe(
  v.string(),
  v.startsWith(SOURCE, `must begin with ${SOURCE}`),
  v.transform((source) => source.slice(SOURCE.length).replace(/\.[a-z\d]{1,8}$/i, '')),
  MediaId,
);

export const MediaGetParams = v.object({
  source: MediaSource,
  sessionKey: v.optional(Key),
  agentId: v.optional(Text),
});

export const MediaUploadParams = v.optional(v.looseObject({}), {});

/** `url` takes files for the ticket until it expires: `Authorization: Ticket <ticket>`. */
export const MediaUploadPass = v.object({
  url: Text,
  ticket: Text,
  expiresAtMs: v.number(),
  /** Of a file, and of one that is a picture. */
  maxBytes: Size,
  maxImageBytes: Size,
});

export const MediaGot = v.variant('available', [
  v.object({
    available: v.literal(true),
    mimeType: Text,
    /** The same, by the name that history has for it. */
    contentType: Text,
    kind: v.picklist(['image', 'audio', 'video', 'document']),
    sizeBytes: Size,
    fileName: Text,
    width: v.optional(Size),
    height: v.optional(Size),
    mediaTicket: Text,
    mediaTicketExpiresAt: v.pipe(v.string(), v.isoTimestamp()),
    /** Where the bytes are, on the gateway that was asked. */
    url: Text,
    expiresAtMs: v.number(),
  }),
  v.object({ available: v.literal(false), code: v.picklist(['file-not-found']), reason: Text }),
]);
export type MediaGot = v.InferOutput<typeof MediaGot>;
