// The Worker with somebody who watches it: its own classes, which count how often they are made and called, and a route
// that tells the counts, puts an object out of memory, breaks it off, or lets its alarm ring.
import unsafe from 'workerd:unsafe';
import * as v from 'valibot';
import { GatewayObject as Gateway, SessionObject as Session } from '../../actors/durable.ts';
import type { Bindings } from '../../src/edge/bindings.ts';
import worker from '../../src/worker.ts';

// biome-ignore lint/performance/noBarrelFile: the platform looks for the classes of the objects in the entry
export { AttemptsObject } from '../../actors/durable.ts';

type Watched = { breakOff(): Promise<void>; ring(): Promise<number | null>; stored(): Promise<string[]> };
type Class = new (ctx: DurableObjectState, bindings: Bindings) => object;

const counts = new Map<string, number>();

function count(name: string, what: string): void {
  const key = `${name} ${what}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The calls that the platform makes and those of other objects, each counted under the object's name. */
function watched<C extends Class>(Original: C, calls: readonly string[]): C {
  const base: Class = Original;
  class Subclass extends base implements Watched {
    readonly #ctx: DurableObjectState;

    constructor(ctx: DurableObjectState, bindings: Bindings) {
      super(ctx, bindings);
      this.#ctx = ctx;
      count(ctx.id.name ?? '', 'constructed');
    }

    /** As the platform does to an object that it gives up: sockets are cut, and what is in memory is gone. */
    async breakOff(): Promise<void> {
      this.#ctx.abort('broken off by a test');
    }

    /** Makes time pass for an alarm that is set. Null when none is, and then nothing rings. */
    async ring(): Promise<number | null> {
      const at = await this.#ctx.storage.getAlarm();
      if (at !== null) await this.#ctx.storage.setAlarm(Date.now());
      return at;
    }

    async stored(): Promise<string[]> {
      return [...(await this.#ctx.storage.list()).keys()];
    }
  }
  for (const call of calls) {
    const original: unknown = Reflect.get(base.prototype, call);
    if (typeof original !== 'function') throw new TypeError(`An object has no ${call}`);
    Object.defineProperty(Subclass.prototype, call, {
      value(this: { ctx: DurableObjectState }, ...given: unknown[]) {
        count(this.ctx.id.name ?? '', call);
        return Reflect.apply(original, this, given);
      },
    });
  }
  return Subclass as unknown as C; // the same class, with more in it
}

const line = ['fetch', 'webSocketMessage', 'webSocketClose', 'alarm'];
export const GatewayObject = watched(Gateway, [...line, 'deliver', 'visit']);
export const SessionObject = watched(Session, [...line, 'call', 'watch', 'wake']);

const Asked = v.object({
  what: v.picklist(['counts', 'evict', 'break', 'ring', 'stored']),
  /** The name of an object: a session's has a slash in it. */
  name: v.string(),
});

export default {
  async fetch(...given: Parameters<typeof worker.fetch>): Promise<Response> {
    const [request, bindings] = given;
    const url = new URL(request.url);
    if (url.pathname !== '/__watch') return worker.fetch(...given);
    const { what, name } = v.parse(Asked, Object.fromEntries(url.searchParams));
    const namespace = name.includes('/') ? bindings.SESSIONS : bindings.GATEWAYS;
    const stub = namespace.getByName(name) as unknown as Watched; // both classes are watched ones
    switch (what) {
      case 'counts':
        return Response.json(Object.fromEntries(counts));
      case 'evict':
        await unsafe.evict(stub, { webSockets: 'hibernate' });
        return Response.json(null);
      case 'break':
        // It answers with how it was broken off.
        await stub.breakOff().catch(() => undefined);
        return Response.json(null);
      case 'ring':
        return Response.json(await stub.ring());
      case 'stored':
        return Response.json(await stub.stored());
    }
  },
  scheduled: worker.scheduled,
};
