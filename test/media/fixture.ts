// An intake on a real database, with a clock of its own.
import type { GatewayError } from '../../src/errors.ts';
import { sha256 } from '../../src/machine/digest.ts';
import { createIntake } from '../../src/media/intake.ts';
import { readPages } from '../../src/media/pdf.ts';
import type { Attachment } from '../../src/protocol/attachments.ts';
import { createMediaStore } from '../../src/store/media.ts';
import { openStore } from '../store/fixture.ts';

export async function openIntake() {
  const { client, db, writer } = await openStore();
  const clock = { now: 1_000_000 };
  const media = createMediaStore(db, sha256);
  const intake = createIntake(
    media,
    (bytes, limits) => readPages(bytes.slice(), limits),
    () => clock.now,
  );
  const stored = async () => Number((await client.execute('select count(*) as n from media')).rows[0]?.n);
  const refusal = async (...attachments: Attachment[]): Promise<GatewayError> =>
    intake.receive(attachments).then(
      () => Promise.reject(new Error('The files were expected to be refused')),
      (error: GatewayError) => error,
    );
  return { media, intake, clock, stored, refusal, writer };
}
