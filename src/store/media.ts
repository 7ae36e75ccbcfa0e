// Files of messages: a row of facts, and the bytes in pieces, so that a video passes through and is never held.
import type { Row } from '@libsql/client';
import { and, eq, inArray } from 'drizzle-orm';
import type { Digest, MediaStore, StoredFile } from '../agent-seams.ts';
import { GatewayError, invalidRequest } from '../errors.ts';
import { nextTurn } from '../turn.ts';
import type { Database } from './database.ts';
import { explained, reading } from './failure.ts';
import { inserting } from './rows.ts';
import { media } from './tables.ts';

export const PIECE_BYTES = 256 * 1024;
/** One commit forgets so many pieces at most: others write in between. */
const PIECES_AT_ONCE = 64;
const FILES_AT_ONCE = 100;
const NAMES_AT_ONCE = 500;
const SAVE = 'Cannot save the file';
const FORGET = 'Cannot forget files that nobody holds';

const addRows = inserting(media);
// A piece joins its row or nothing: what was swept meanwhile gets no pieces that nobody would ever find.
const ADD_PIECE = `insert into media_pieces (media_id, piece, bytes)
  select ?1, ?2, ?3 where exists (select 1 from media where id = ?1 and ready = 0)`;
const FINISH = 'update media set ready = 1, size = ?2, digest = ?3 where id = ?1 and ready = 0';
const HELD = `select 1 from media_holds join sessions on sessions.id = media_holds.session_id
  where media_holds.media_id = ?1 and sessions.key = ?2`;
const UNHELD = 'not exists (select 1 from media_holds where media_id = media.id)';
const FORGOTTEN = `select id from media where created_at < ?1 and ${UNHELD} order by created_at limit ${FILES_AT_ONCE}`;
const DISOWN = `update media set ready = 0 where id = ?1 and ${UNHELD}`;
const DROP_PIECES = `delete from media_pieces where media_id = ?1 and piece in
  (select piece from media_pieces where media_id = ?1 limit ${PIECES_AT_ONCE})`;
const DROP_ROW = 'delete from media where id = ?1 and ready = 0';

export function createMediaStore(db: Database, newDigest: () => Digest): MediaStore {
  const client = db.$client;

  async function write(sql: string, args: (string | number | ArrayBuffer)[], action = SAVE): Promise<number> {
    return (await explained(action, client.execute({ sql, args }))).rowsAffected;
  }

  async function drop(id: string): Promise<void> {
    while ((await write(DROP_PIECES, [id], FORGET)) === PIECES_AT_ONCE);
    await write(DROP_ROW, [id], FORGET);
  }

  async function fill(id: string, bytes: AsyncIterable<Uint8Array>): Promise<{ size: number; digest: string }> {
    const digest = newDigest();
    let size = 0;
    let piece = 0;
    for await (const part of piecesOf(bytes)) {
      digest.update(new Uint8Array(part));
      size += part.byteLength;
      if ((await write(ADD_PIECE, [id, piece, part])) === 0) throw swept();
      // The driver writes in this thread: others get their turn between two pieces.
      await nextTurn();
      piece += 1;
    }
    return { size, digest: digest.hex() };
  }

  return {
    async put(facts, bytes) {
      const row = { width: null, height: null, ...facts, size: 0, digest: '', ready: false };
      await explained(SAVE, client.batch(addRows([row]), 'write'));
      try {
        const { size, digest } = await fill(facts.id, bytes);
        if ((await write(FINISH, [facts.id, size, digest])) === 0) throw swept();
        return { ...facts, size, digest };
      } catch (error) {
        // What cannot be taken back now is swept later.
        await drop(facts.id).catch(() => undefined);
        throw error;
      }
    },

    async find(ids) {
      const found = new Map<string, StoredFile>();
      for (let start = 0; start < ids.length; start += NAMES_AT_ONCE) {
        const part = ids.slice(start, start + NAMES_AT_ONCE);
        const rows = await reading(
          db
            .select()
            .from(media)
            .where(and(inArray(media.id, part), eq(media.ready, true))),
        );
        for (const row of rows) found.set(row.id, toFile(row));
      }
      return ids.flatMap((id) => found.get(id) ?? []);
    },

    async *read(id, from, to) {
      for (let piece = Math.floor(from / PIECE_BYTES); piece * PIECE_BYTES < to; piece += 1) {
        const sql = 'select bytes from media_pieces where media_id = ?1 and piece = ?2';
        const { rows } = await reading(client.execute({ sql, args: [id, piece] }));
        const start = piece * PIECE_BYTES;
        yield bytesOf(rows[0]).slice(Math.max(0, from - start), to - start);
      }
    },

    async held(id, sessionKey) {
      const { rows } = await reading(client.execute({ sql: HELD, args: [id, sessionKey] }));
      return rows.length > 0;
    },

    async sweep(before) {
      let count = 0;
      for (;;) {
        const { rows } = await explained(FORGET, client.execute({ sql: FORGOTTEN, args: [before] }));
        for (const { id } of rows) {
          if (typeof id !== 'string' || (await write(DISOWN, [id], FORGET)) === 0) continue;
          await drop(id);
          count += 1;
        }
        if (rows.length < FILES_AT_ONCE) return count;
      }
    },
  };
}

function toFile({ ready: _ready, width, height, ...facts }: typeof media.$inferSelect): StoredFile {
  return { ...facts, ...(width === null ? {} : { width }), ...(height === null ? {} : { height }) };
}

/** The bytes as they come, cut anew: every piece but the last has the one size, and all are the same memory. */
async function* piecesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ArrayBuffer> {
  const piece = new Uint8Array(PIECE_BYTES);
  let filled = 0;
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + PIECE_BYTES - filled);
      piece.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < PIECE_BYTES) continue;
      yield piece.buffer;
      filled = 0;
    }
  }
  if (filled > 0) yield piece.buffer.slice(0, filled);
}

function bytesOf(row: Row | undefined): Uint8Array {
  if (row?.bytes instanceof ArrayBuffer) return new Uint8Array(row.bytes);
  throw invalidRequest('Cannot read the file as it is gone: send it again', { code: 'ATTACHMENT_NOT_FOUND' });
}

function swept(): GatewayError {
  return new GatewayError('UNAVAILABLE', 'Cannot save the file as it took longer than files are kept: send it again', {
    retryAfterMs: 1000,
  });
}
