// The one alarm of a Durable Object: whoever has something to do later says by when, and looks at all of it when it rings.

export class DurableAlarm {
  readonly #storage: DurableObjectState['storage'];
  /** When it rings; not known before it was read. */
  #at: number | null | undefined;

  constructor(storage: DurableObjectState['storage']) {
    this.#storage = storage;
  }

  /** It rings at that time at the latest. It is set before anything that is sent after this leaves. */
  async by(time: number): Promise<void> {
    this.#at ??= await this.#storage.getAlarm();
    if (this.#at !== null && this.#at <= time) return;
    this.#at = time;
    await this.#storage.setAlarm(time);
  }

  rang(): void {
    this.#at = null;
  }
}
