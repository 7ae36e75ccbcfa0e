// Sending, and never losing what was sent: it is kept until the gateway shows it, and sent again under the same name for as
// long as nobody knows whether it arrived.
import type { ShownMedia } from '../../../src/protocol/attachments.ts';
import { RequestError } from '../line/requests.ts';
import type { Letter, Outbox } from './outbox.ts';
import { said, type Talk } from './talk.ts';
import { Ack } from './wire.ts';

export type Draft = { text: string; media: readonly ShownMedia[] };

export class Sending {
  readonly #talk: Talk;
  readonly #outbox: Outbox;
  readonly #under = new Map<string, Promise<void>>();

  constructor(talk: Talk, outbox: Outbox) {
    this.#talk = talk;
    this.#outbox = outbox;
    for (const letter of outbox.of(talk.key)) {
      talk.transcript.send({ ...letter, state: 'unconfirmed' });
      if (letter.refused !== null) talk.transcript.failed(letter.runId, letter.refused);
    }
  }

  async send({ text, media }: Draft): Promise<void> {
    const { key } = this.#talk;
    const letter = { runId: crypto.randomUUID(), key, text, media: [...media], at: Date.now(), refused: null };
    this.#outbox.put(letter);
    this.#talk.transcript.send({ ...letter, state: this.#talk.gateway.ready ? 'sending' : 'waiting' });
    this.#talk.changed();
    if (this.#talk.gateway.ready) await this.#post(letter);
  }

  /** There is a line again, and history has been read: what it did not show is said once more. */
  async confirm(): Promise<void> {
    const { transcript } = this.#talk;
    for (const letter of this.#outbox.of(this.#talk.key)) {
      const sent = transcript.sent.get(letter.runId);
      if (!sent) this.#outbox.remove(letter.runId);
      else if (sent.state === 'failed') this.#outbox.put({ ...letter, refused: sent.reason });
      else if (sent.state === 'waiting' || sent.state === 'unconfirmed') await this.#post(letter);
    }
  }

  async again(runId: string): Promise<void> {
    const letter = this.#outbox.of(this.#talk.key).find((one) => one.runId === runId);
    if (!letter) return;
    // What was taken back has been answered under its name, with nothing.
    if (letter.refused === '') {
      this.discard(runId);
      await this.send(letter);
    } else await this.#post({ ...letter, refused: null });
  }

  /** Gives back the words. */
  discard(runId: string): Draft | null {
    const sent = this.#talk.transcript.discard(runId);
    this.#outbox.remove(runId);
    this.#talk.changed();
    return sent;
  }

  /** Somebody took it back before its turn: the words are still here. */
  dropped(runId: string): void {
    const { transcript } = this.#talk;
    const letter = this.#outbox.of(this.#talk.key).find((one) => one.runId === runId);
    if (!letter || transcript.sent.get(runId)?.state !== 'accepted') return;
    this.#outbox.put({ ...letter, refused: '' });
    transcript.failed(runId, '');
  }

  /** Once the gateway has answered for it, or nobody will. */
  async answered(runId: string): Promise<void> {
    await this.#under.get(runId);
  }

  stored(runId: string): void {
    this.#outbox.remove(runId);
  }

  #post(letter: Letter): Promise<void> {
    const { runId } = letter;
    const under = this.#under.get(runId) ?? this.#ask(letter).finally(() => this.#under.delete(runId));
    this.#under.set(runId, under);
    return under;
  }

  async #ask(letter: Letter): Promise<void> {
    const { runId, text, media } = letter;
    const { gateway, key: sessionKey, transcript, sessionId, changed } = this.#talk;
    transcript.send({ ...letter, state: 'sending' });
    changed();
    try {
      const session = sessionId === undefined ? {} : { sessionId };
      const attachments = media.length === 0 ? {} : { attachments: media.map(({ id }) => ({ mediaId: id })) };
      const asked = { sessionKey, ...session, message: text, ...attachments, idempotencyKey: runId };
      const ack = await gateway.ask('chat.send', asked, Ack);
      // An answer without a run: the words were an order ("stop"), and it was followed.
      if (ack.runId === undefined) this.discard(runId);
      else transcript.accepted(runId);
    } catch (error) {
      this.#notSent(letter, error);
    }
    changed();
  }

  #notSent(letter: Letter, error: unknown): void {
    const { transcript } = this.#talk;
    if (error instanceof RequestError && error.unanswered) {
      transcript.unconfirmed(letter.runId);
      return;
    }
    this.#outbox.put({ ...letter, refused: said(error) });
    transcript.failed(letter.runId, said(error));
  }
}
