// A gateway of a few lines: challenge, connect, and answers from a table. It remembers what it was asked.
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export type Request = { id: string; method: string; params?: unknown };
type Refusal = { code: string; message: string; details?: Record<string, unknown> };
export type Answer = { payload: unknown } | { error: Refusal } | { close: [number, string] } | 'silence';
export type Answers = Record<string, (request: Request, scopes: string[]) => Answer>;

export type FakeGateway = { port: number; url: string; requests: Request[]; close(): Promise<void> };

const SECRET = 'right-token';

export async function fakeGateway(answers: Answers = {}, challenge = true): Promise<FakeGateway> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const requests: Request[] = [];
  server.on('connection', (socket) => {
    let scopes: string[] = [];
    if (challenge) send(socket, { type: 'event', event: 'connect.challenge', payload: { nonce: 'n', ts: 1 } });
    socket.on('message', (data) => {
      const request: Request & { params?: { scopes?: string[]; auth?: { token?: string; password?: string } } } =
        JSON.parse(String(data));
      requests.push(request);
      if (request.method !== 'connect') return reply(socket, request, decide(answers, request, scopes));
      scopes = request.params?.scopes ?? [];
      const secret = request.params?.auth?.token ?? request.params?.auth?.password;
      if (secret === SECRET) return reply(socket, request, { payload: hello });
      reply(socket, request, { error: { code: 'INVALID_REQUEST', message: 'unauthorized: gateway token mismatch' } });
      socket.close(1008, 'unauthorized');
    });
  });
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const socket of server.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, url: `ws://127.0.0.1:${port}/`, requests, close };
}

const hello = {
  type: 'hello-ok',
  protocol: 4,
  server: { version: '9.9.9', bootId: 'boot', connId: 'conn' },
  features: { methods: ['health'], events: [], capabilities: [] },
};

function decide(answers: Answers, request: Request, scopes: string[]): Answer {
  const found = answers[request.method];
  if (found) return found(request, scopes);
  return { error: { code: 'INVALID_REQUEST', message: `unknown method: ${request.method}` } };
}

function reply(socket: WebSocket, { id }: Request, answer: Answer): void {
  if (answer === 'silence') return;
  if ('close' in answer) socket.close(...answer.close);
  else send(socket, { type: 'res', id, ok: 'payload' in answer, ...answer });
}

function send(socket: WebSocket, frame: unknown): void {
  socket.send(JSON.stringify(frame));
}
