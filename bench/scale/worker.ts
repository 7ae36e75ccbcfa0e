// The Worker as it is deployed, with two things beside it that only the bench asks for: what its objects have asked of the
// platform so far, and an object that does nothing but echo, to compare with.
import { DurableObject } from 'cloudflare:workers';
import * as durable from '../../actors/durable.ts';
import type { Bindings } from '../../src/edge/bindings.ts';
import worker from '../../src/worker.ts';
import { count, countOn, takeCounts } from './counts.ts';

// biome-ignore lint/performance/noBarrelFile: the platform looks for the classes of the objects in the entry
export { AttemptsObject } from '../../actors/durable.ts';

type Context = Parameters<typeof worker.fetch>[2];
type BenchBindings = Bindings & { BARE: DurableObjectNamespace<object>; BENCH_COUNT?: string };

export class GatewayObject extends durable.GatewayObject {
  constructor(ctx: DurableObjectState, bindings: BenchBindings) {
    watchPlatform(ctx, bindings);
    count('gateway: constructed');
    super(ctx, bindings);
  }

  override webSocketMessage(...given: Parameters<durable.GatewayObject['webSocketMessage']>): Promise<void> {
    count('gateway: messages in');
    return super.webSocketMessage(...given);
  }

  override alarm(): Promise<void> {
    count('gateway: alarms');
    return super.alarm();
  }
}

export class SessionObject extends durable.SessionObject {
  constructor(ctx: DurableObjectState, bindings: BenchBindings) {
    watchPlatform(ctx, bindings);
    count('session: constructed');
    super(ctx, bindings);
  }

  override webSocketMessage(...given: Parameters<durable.SessionObject['webSocketMessage']>): Promise<void> {
    count('session: messages in');
    return super.webSocketMessage(...given);
  }

  override alarm(): Promise<void> {
    count('session: alarms');
    return super.alarm();
  }
}

/** A socket that hibernates and says back what it hears: what the platform alone takes for it. */
export class BareObject extends DurableObject {
  async fetch(): Promise<Response> {
    const { 0: client, 1: socket } = new WebSocketPair();
    this.ctx.acceptWebSocket(socket);
    return new Response(null, { status: 101, webSocket: client });
  }

  webSocketMessage(socket: WorkerSocket, data: string): void {
    socket.send(data);
  }
}

export default {
  async fetch(request: Request, bindings: BenchBindings, context: Context): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/bench/counts') return Response.json(takeCounts());
    if (pathname === '/bench/echo') {
      const answer = await bindings.BARE.getByName('echo').fetch(request);
      return answer.webSocket ? new Response(null, { status: 101, webSocket: answer.webSocket }) : answer;
    }
    return worker.fetch(request, bindings, context);
  },
  scheduled: worker.scheduled,
};

/** Counting is for its own runs: those that are timed have the platform as it is. */
function watchPlatform(ctx: DurableObjectState, bindings: BenchBindings): void {
  if (bindings.BENCH_COUNT === '1') countOn(ctx, bindings);
}
