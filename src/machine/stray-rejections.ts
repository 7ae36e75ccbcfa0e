// What the database's driver leaves behind: when a server gives up a transaction, more of its promises can fail than it
// waits for. Nobody is concerned by those, and they must not end the process.
import process from 'node:process';
import { getLogger } from '@logtape/logtape';
import { failure } from '../store/failure.ts';

const log = getLogger(['pincer', 'database']);

/** Any other promise that fails unheard is a mistake of ours, and ends the process as it would without this. */
export function outliveStrays(): void {
  process.on('unhandledRejection', (error) => {
    const known = failure('The database failed where nobody waits for it', error);
    if (!known) throw error;
    log.warn('{reason}', { reason: known.message });
  });
}
