// The files of one machine over HTTP: how they come in, and the links by which they are seen.
import type { Media } from '../../routes/media.ts';
import type { Intake, MediaStore, UploadPass } from '../agent-seams.ts';
import { limits } from '../media/limits.ts';
import { createTickets } from '../media/link.ts';
import { createReception } from '../media/reception.ts';
import { createUploadTickets } from '../media/upload-ticket.ts';

type Needs = { store: MediaStore; intake: Intake; signingKey: Uint8Array; now: () => number };

export function openMediaSide({
  store,
  intake,
  signingKey,
  now,
}: Needs): Media & { uploadPass(): Promise<UploadPass> } {
  const tickets = createTickets(signingKey, now);
  const uploadTickets = createUploadTickets(signingKey, now);
  return {
    receive: createReception({ take: intake.upload, now }),
    tickets,
    uploadTickets,
    async links(id, sessionKey) {
      const [file] = await store.find([id]);
      if (!file || (sessionKey !== null && !(await store.held(id, sessionKey)))) return null;
      return { file, ...(await tickets.issue(id)) };
    },
    async uploadPass() {
      const { maxUploadBytes: maxBytes, maxImageBytes } = limits;
      return { ...(await uploadTickets.issue()), maxBytes, maxImageBytes };
    },
    store,
    now,
  };
}
