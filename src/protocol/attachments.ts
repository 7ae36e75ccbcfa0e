// Files that come with a message: their form on the wire, and how large they may be there.
import * as v from 'valibot';

/** A file in base64, with or without the head of a data URL; or the name of one that was uploaded before. */
export const Attachment = v.looseObject({
  type: v.optional(v.string()),
  mimeType: v.optional(v.string()),
  fileName: v.optional(v.string()),
  content: v.optional(v.unknown()),
  mediaId: v.optional(v.string()),
});
export type Attachment = v.InferOutput<typeof Attachment>;

export const Attachments = v.optional(v.array(Attachment));

/** As `policy.attachments` of hello-ok tells them. */
export const attachmentLimits = { maxBytes: 19_464_192, maxImageBytes: 6_291_456 } as const;

/** A file of a message as history shows it; the bytes are asked for by its id. */
export const ShownMedia = v.object({
  id: v.string(),
  url: v.string(),
  contentType: v.string(),
  kind: v.picklist(['image', 'audio', 'video', 'document']),
  sizeBytes: v.number(),
  fileName: v.string(),
  width: v.optional(v.number()),
  height: v.optional(v.number()),
});
export type ShownMedia = v.InferOutput<typeof ShownMedia>;
