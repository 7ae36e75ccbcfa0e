// What stands at port 443 of this machine in its tailnet, read from `tailscale serve status --json`.
import * as v from 'valibot';

export type Ingress = {
  /** Nothing stands there when there are none. */
  routes: readonly Route[];
  /** Whether the whole internet comes in there. */
  funnel: boolean;
};
type Route = { path: string; target: string };

const PORT = '443';

const Handler = v.object({ Proxy: v.optional(v.string()), Path: v.optional(v.string()) });
const Site = v.object({ Handlers: v.nullish(v.record(v.string(), Handler), {}) });
const parts = {
  TCP: v.nullish(v.record(v.string(), v.object({ TCPForward: v.optional(v.string(), '') })), {}),
  Web: v.nullish(v.record(v.string(), Site), {}),
  AllowFunnel: v.nullish(v.record(v.string(), v.boolean()), {}),
};
const Part = v.object(parts);
/** In the foreground stands what lasts as long as the command that somebody left running. */
const Whole = v.object({ ...parts, Foreground: v.nullish(v.record(v.string(), Part), {}) });
const Printed = v.pipe(v.string(), v.parseJson(), v.nullable(Whole));

/** Null when it is not understood. */
export function readIngress(printed: string): Ingress | null {
  const { success, output } = v.safeParse(Printed, printed);
  if (!success) return null;
  const all = output === null ? [] : [output, ...Object.values(output.Foreground)];
  const open = all.flatMap(({ AllowFunnel }) => Object.entries(AllowFunnel));
  return { routes: all.flatMap(routesOf), funnel: open.some(([at, allowed]) => allowed && isHere(at)) };
}

/** What a way of the gateway's leads to. */
export function targetOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

export function leadsTo({ routes }: Ingress, port: number): boolean {
  return routes.some((route) => isWayTo(route, port));
}

/** What stands there beside a way to this port, as it may be shown; null when nothing does. */
export function somethingElse({ routes }: Ingress, port: number): string | null {
  const other = routes.find((route) => !isWayTo(route, port));
  if (!other) return null;
  const { path, target } = other;
  return `${target}${path === '/' ? '' : ` under ${path}`}`.replace(/\p{Cc}+/gu, ' ').slice(0, 200);
}

/** The port of this machine that is reached there; null when it is none. */
export function portBehind({ routes }: Ingress): number | null {
  const ports = routes.map(({ target }) => Number(/^http:\/\/127\.0\.0\.1:(\d{1,5})$/.exec(target)?.[1]));
  return ports.find((port) => leadsTo({ routes, funnel: false }, port)) ?? null;
}

function isWayTo({ path, target }: Route, port: number): boolean {
  return path === '/' && target === targetOf(port);
}

function routesOf({ TCP, Web }: v.InferOutput<typeof Part>): Route[] {
  const forward = TCP[PORT]?.TCPForward ?? '';
  const handlers = Object.entries(Web)
    .filter(([at]) => isHere(at))
    .flatMap(([, { Handlers }]) => Object.entries(Handlers));
  return [
    ...(forward === '' ? [] : [{ path: '/', target: `tcp://${forward}` }]),
    ...handlers.map(([path, handler]) => ({ path, target: targetOfHandler(handler) })),
  ];
}

function targetOfHandler({ Proxy: proxy, Path: folder }: v.InferOutput<typeof Handler>): string {
  return (proxy ?? folder ?? 'a text').replace(/\/$/, '');
}

/** Names of sites are followed by their port. */
function isHere(at: string): boolean {
  return at.endsWith(`:${PORT}`);
}
