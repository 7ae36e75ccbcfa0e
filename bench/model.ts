// A model that answers at once: chat completions as a stream of a few words, over HTTP on the loopback address.
import { once } from 'node:events';
import { createServer } from 'node:http';

const words = ['Hello', ' there,', ' and', ' that', ' is', ' all.'];

export async function withModel<T>(use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(answer);
    });
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

const answer = [
  ...words.map((content) => chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })),
  chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
  chunk({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 6, total_tokens: 15 } }),
  'data: [DONE]\n\n',
].join('');

function chunk(fields: object): string {
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1767225600, model: 'instant' };
  return `data: ${JSON.stringify({ ...head, ...fields })}\n\n`;
}
