// A client that goes away and comes back: it keeps what it was shown, and asks what is new since.
import { key, type World } from './fixture.ts';

export class Reader {
  shown: string[] = [];
  #cursor: string | undefined;
  #asking: { world: World; answer: Promise<void> } | null = null;

  /** One question at a time; a process that died never answers. */
  catchUp(world: World): Promise<void> {
    if (this.#asking?.world === world) return this.#asking.answer;
    const asking = { world, answer: this.#ask(world).finally(() => this.#done(world)) };
    this.#asking = asking;
    return asking.answer;
  }

  async #ask(world: World): Promise<void> {
    const since = this.#cursor === undefined ? {} : { cursor: this.#cursor };
    const params = { sessionKey: key, limit: 1000, offset: 0, ...since };
    const answer = await world.actor.call({ type: 'history', params, maxChars: 8000 });
    if (!('kind' in answer)) {
      this.shown = answer.messages.map(({ __openclaw }) => __openclaw.id);
      this.#cursor = answer.deltaCursor;
    } else if (answer.kind === 'delta') {
      this.shown.push(...answer.messages.map(({ messageId }) => messageId));
      this.#cursor = answer.deltaCursor;
    } else {
      this.#cursor = undefined;
      await this.#ask(world);
    }
  }

  #done(world: World): void {
    if (this.#asking?.world === world) this.#asking = null;
  }
}
