// The requests of one connection that have no answer yet: so many at once, and so much at once.
import { GatewayError } from '../src/errors.ts';
import { limits } from './limits.ts';

const MEBIBYTE = 1024 * 1024;

export type Taken = {
  /** What was asked weighs nothing any more once the first answer is there. */
  answered(): void;
  over(): void;
};

export class InFlight {
  #count = 0;
  #size = 0;

  /** Throws when it is too much. */
  take(size: number): Taken {
    if (this.#count >= limits.maxInFlight) throw busy(`${limits.maxInFlight} requests`);
    if (this.#size > 0 && this.#size + size > limits.maxInFlightSize) {
      throw busy(`${limits.maxInFlightSize / MEBIBYTE} MiB of requests`);
    }
    this.#count += 1;
    this.#size += size;
    let weight = size;
    const answered = () => {
      this.#size -= weight;
      weight = 0;
    };
    const over = () => {
      answered();
      this.#count -= 1;
    };
    return { answered, over };
  }
}

function busy(most: string): GatewayError {
  const words = `Cannot take more than ${most} at once on one connection: wait for answers`;
  return new GatewayError('UNAVAILABLE', words, { retryAfterMs: 100 });
}
