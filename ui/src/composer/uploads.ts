// The files that are on their way to the gateway, of all sessions: two at once, in the order in which they were attached.

import { said } from '../conversation/talk.ts';
import { RequestError } from '../line/requests.ts';
import type { Gateway } from '../state/gateway.ts';
import { type Limits, type Standing, troubleOf } from './attachment.ts';
import type { Draft } from './draft.ts';
import { Pass, upload } from './upload.ts';

const AT_ONCE = 2;

type Line = Pick<Gateway, 'ask' | 'hello' | 'ready' | 'whenReady'>;
type Job = { draft: Draft; id: string; file: File };

export class Uploads {
  readonly #gateway: Line;
  readonly #cancels = new Map<string, () => void>();
  #jobs: Job[] = [];
  #open = 0;
  #limits: Limits | null = null;

  constructor(gateway: Line) {
    this.#gateway = gateway;
    gateway.whenReady(() => this.#next());
  }

  /** As far as they are known before the gateway is asked. */
  get limits(): Limits {
    const told = this.#gateway.hello.peek()?.policy.attachments?.maxImageBytes;
    return this.#limits ?? { maxBytes: Number.POSITIVE_INFINITY, maxImageBytes: told ?? Number.POSITIVE_INFINITY };
  }

  start(job: Job): void {
    job.draft.turn(job.id, { state: 'waiting' });
    this.#jobs.push(job);
    this.#next();
  }

  cancel(id: string): void {
    this.#jobs = this.#jobs.filter((job) => job.id !== id);
    this.#cancels.get(id)?.();
  }

  #next(): void {
    while (this.#open < AT_ONCE && this.#gateway.ready) {
      const job = this.#jobs.shift();
      if (!job) return;
      void this.#run(job);
    }
  }

  async #run({ draft, id, file }: Job): Promise<void> {
    this.#open += 1;
    draft.turn(id, { state: 'sending', sent: 0 });
    draft.turn(id, await this.#send(draft, id, file));
    this.#cancels.delete(id);
    this.#open -= 1;
    this.#next();
  }

  async #send(draft: Draft, id: string, file: File): Promise<Standing> {
    try {
      const pass = await this.#gateway.ask('assistant.media.upload', {}, Pass);
      const { maxBytes = this.limits.maxBytes, maxImageBytes = this.limits.maxImageBytes } = pass;
      const limits = { maxBytes, maxImageBytes };
      this.#limits = limits;
      const trouble = troubleOf(file, limits);
      if (trouble) return { state: 'refused', trouble };
      // It was removed while the gateway was asked.
      if (!draft.has(id)) return { state: 'cut', trouble: { code: 'cut' } };
      const { end, cancel } = upload(file, pass, (sent) => draft.turn(id, { state: 'sending', sent }));
      this.#cancels.set(id, cancel);
      return await end;
    } catch (error) {
      const unanswered = error instanceof RequestError && error.unanswered;
      return { state: 'cut', trouble: unanswered ? { code: 'cut' } : { code: 'refused', why: said(error) } };
    }
  }
}

const known = new WeakMap<Gateway, Uploads>();

export function uploadsOf(gateway: Gateway): Uploads {
  const uploads = known.get(gateway) ?? new Uploads(gateway);
  known.set(gateway, uploads);
  return uploads;
}
