// The files of one machine over HTTP: how they come in, and the links by which they are seen.
import type { Media } from '../../routes/media.ts';
import type { Intake, MediaStore } from '../agent-seams.ts';
import { createTickets } from '../media/link.ts';
import { createReception } from '../media/reception.ts';

type Needs = { store: MediaStore; intake: Intake; signingKey: Uint8Array; now: () => number };

export function openMediaSide({ store, intake, signingKey, now }: Needs): Media {
  const tickets = createTickets(signingKey, now);
  return {
    receive: createReception({ take: intake.upload, now }),
    tickets,
    async links(id, sessionKey) {
      const [file] = await store.find([id]);
      if (!file || (sessionKey !== null && !(await store.held(id, sessionKey)))) return null;
      return { file, ...(await tickets.issue(id)) };
    },
    store,
    now,
  };
}
