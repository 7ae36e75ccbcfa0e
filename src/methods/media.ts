// assistant.media.*: a link to a file of a message, for as long as it takes to show it; and leave to bring one.
import type { MediaLink } from '../agent-seams.ts';
import { MEDIA_PATH, MediaGetParams, MediaGot, MediaUploadParams, MediaUploadPass } from '../protocol/media.ts';
import { method, type Table } from './method.ts';
import { keyOf } from './target.ts';

export const mediaMethods: Table = {
  'assistant.media.get': method({
    params: MediaGetParams,
    result: MediaGot,
    async handle({ source, sessionKey, agentId }, _caller, around) {
      return showLink(await around.media(source, sessionKey === undefined ? null : keyOf(sessionKey, agentId, around)));
    },
  }),
  'assistant.media.upload': method({
    params: MediaUploadParams,
    result: MediaUploadPass,
    async handle(_params, _caller, around) {
      const { expiresAt: expiresAtMs, ...pass } = await around.uploadPass();
      return { url: MEDIA_PATH, ...pass, expiresAtMs };
    },
  }),
};

/** The same over a socket and over HTTP. */
export function showLink(link: MediaLink | null): MediaGot {
  if (!link) {
    return { available: false, code: 'file-not-found', reason: 'The file is not there, or not in this session' };
  }
  const { file, ticket, expiresAt } = link;
  const sides = file.width === undefined || file.height === undefined ? {} : { width: file.width, height: file.height };
  return {
    available: true,
    mimeType: file.type,
    contentType: file.type,
    kind: file.kind,
    sizeBytes: file.size,
    fileName: file.name,
    ...sides,
    mediaTicket: ticket,
    mediaTicketExpiresAt: new Date(expiresAt).toISOString(),
    url: `${MEDIA_PATH}/${file.id}?ticket=${ticket}`,
    expiresAtMs: expiresAt,
  };
}
