// A provider that says nothing for too long has failed, also in the middle of an answer.
import type { Fetch } from './retry.ts';

/** Large models think for minutes before the first word. Node itself gives up after five, other runtimes never do. */
const LONGEST_SILENCE_MS = 290_000;

/** What is heard of the request ends with a TimeoutError, and the request with it. */
export function endingSilence(fetch: Fetch, limitMs = LONGEST_SILENCE_MS): Fetch {
  return async (input, init) => {
    const silent = new AbortController();
    const signal = init?.signal ? AbortSignal.any([init.signal, silent.signal]) : silent.signal;
    const listening = async <Heard>(heard: Promise<Heard>): Promise<Heard> => {
      const words = `Nothing was heard for ${limitMs / 1000} s`;
      const timer = setTimeout(() => silent.abort(new DOMException(words, 'TimeoutError')), limitMs);
      try {
        return await heard;
      } finally {
        clearTimeout(timer);
      }
    };
    const response = await listening(fetch(input, { ...init, signal }));
    if (!response.body) return response;
    const { status, statusText, headers } = response;
    return new Response(heardBy(response.body, listening), { status, statusText, headers });
  };
}

/** Only while somebody waits for the next piece does its time run. */
function heardBy(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  listening: <Heard>(heard: Promise<Heard>) => Promise<Heard>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await listening(reader.read());
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
