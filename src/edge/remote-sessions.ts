// Sessions that are objects of their own, reached by name.
import type { Command, Results, SessionEvent } from '../commands.ts';
import type { Principal, Sessions } from '../ports.ts';
import type { Bindings } from './bindings.ts';
import { objectName } from './gateway-name.ts';
import { opened } from './reply.ts';

type Namespace = Bindings['SESSIONS'];
type Options = { watching?: boolean; keep?: (asked: Promise<unknown>) => void };

const unkept = () => undefined;

export class RemoteSessions implements Sessions {
  readonly #namespace: Namespace;
  readonly #gateway: string;
  readonly #watching: boolean;
  readonly #keep: (asked: Promise<unknown>) => void;

  /**
   * `watching`: whoever asks is the gateway, with somebody who hears; the session reports to it from then on.
   * `keep`: what was asked is done to its end, also when whoever asked over HTTP has left.
   */
  constructor(namespace: Namespace, gateway: string, { watching = false, keep = unkept }: Options = {}) {
    this.#namespace = namespace;
    this.#gateway = gateway;
    this.#watching = watching;
    this.#keep = keep;
  }

  call<C extends Command>(_principal: Principal, key: string, command: C): Promise<Results[C['type']]> {
    const answer = opened<Results[C['type']]>(this.#object(key).call(command, this.#watching));
    this.#keep(answer.catch(() => undefined));
    return answer;
  }

  watch(key: string): Promise<void> {
    return this.#object(key).watch();
  }

  unwatch(key: string): Promise<void> {
    return this.#object(key).unwatch();
  }

  /** The seam `Listen`. */
  async listen(key: string, signal: AbortSignal): Promise<AsyncIterable<SessionEvent[]>> {
    const stream = await this.#object(key).listen();
    return linesOf(stream, signal);
  }

  #object(key: string) {
    return this.#namespace.getByName(objectName(this.#gateway, key));
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<SessionEvent[]> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const leave = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', leave, { once: true });
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (text + decoder.decode(value, { stream: true })).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as SessionEvent[]; // as the session wrote it
    }
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
}
