// A model that speaks as fast as people know it: so many words, one every so many milliseconds.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

export type Pace = { words: number; everyMs: number };

export async function withSlowModel<T>(pace: () => Pace, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(async (request, response) => {
    for await (const _ of request);
    const { words, everyMs } = pace();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let index = 0; index < words; index += 1) {
      if (everyMs > 0) await delay(everyMs);
      response.write(chunk({ choices: [{ index: 0, delta: { content: ` word${index}` }, finish_reason: null }] }));
    }
    response.write(chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
    response.write(
      chunk({ choices: [], usage: { prompt_tokens: 9, completion_tokens: words, total_tokens: 9 + words } }),
    );
    response.end('data: [DONE]\n\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    return await use(`http://127.0.0.1:${port}/v1`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function chunk(fields: object): string {
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1767225600, model: 'one' };
  return `data: ${JSON.stringify({ ...head, ...fields })}\n\n`;
}
