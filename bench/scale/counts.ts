// What the objects of an isolate ask of the platform, counted where they ask: calls between objects, alarms, rows of their
// storage, attachments and frames. All objects of a Worker share one isolate here, so one list is enough.
import type { Bindings } from '../../src/edge/bindings.ts';

const counts = new Map<string, number>();
const watched = new WeakSet<object>();

export function count(what: string, by = 1): void {
  counts.set(what, (counts.get(what) ?? 0) + by);
}

/** All that was counted since the last time. */
export function takeCounts(): Record<string, number> {
  const taken = Object.fromEntries([...counts].sort());
  counts.clear();
  return taken;
}

export function countOn({ storage }: DurableObjectState, { SESSIONS, GATEWAYS, ATTEMPTS }: Bindings): void {
  each(storage, ['getAlarm', 'setAlarm', 'deleteAlarm'], (name) => `storage: ${name}`);
  each(storage.kv, ['get', 'put', 'delete'], (name) => `storage: kv.${name}`);
  each(WebSocket.prototype, ['send'], () => 'sockets: frames out');
  each(WebSocket.prototype, ['serializeAttachment'], () => 'sockets: attachments', attached);
  for (const [name, namespace] of Object.entries({ SESSIONS, GATEWAYS, ATTEMPTS })) callsOf(name, namespace);
}

function attached(value: unknown): void {
  count('sockets: attached letters', JSON.stringify(value).length);
}

/** The methods stand on what all objects of a kind share: each is replaced once. */
function each(
  target: object,
  names: readonly string[],
  what: (name: string) => string,
  seen: (value: unknown) => void = () => undefined,
): void {
  const shared: object = target === WebSocket.prototype ? target : Object.getPrototypeOf(target);
  for (const name of names) {
    const found: unknown = Reflect.get(shared, name);
    if (typeof found !== 'function' || watched.has(found)) continue;
    const counted = function (this: object, ...given: unknown[]): unknown {
      count(what(name));
      seen(given[0]);
      return Reflect.apply(found, this, given);
    };
    watched.add(counted);
    Reflect.set(shared, name, counted);
  }
}

/** A namespace of a binding is one object for the isolate, and so is what finds a stub in it. */
function callsOf(name: string, namespace: object): void {
  const shared: object = Object.getPrototypeOf(namespace);
  const found: unknown = Reflect.get(shared, 'getByName');
  if (typeof found !== 'function' || watched.has(namespace)) return;
  watched.add(namespace);
  const counted = (...given: unknown[]): unknown =>
    new Proxy(Reflect.apply(found, namespace, given), {
      get(stub, method) {
        const member: unknown = Reflect.get(stub, method);
        if (typeof member !== 'function' || typeof method !== 'string') return member;
        return (...values: unknown[]) => {
          count(`calls: ${name}.${method}`);
          return Reflect.apply(member, stub, values);
        };
      },
    });
  Object.defineProperty(namespace, 'getByName', { value: counted, configurable: true });
}
