// The entry for Workers: finds the gateway that a request is for, and asks its application. What lasts is in the objects.

import { isUpgrade, refusalOf } from '../routes/headers.ts';
import { openApplication } from './edge/application.ts';
import type { Bindings } from './edge/bindings.ts';
import { addressed, namesIn, ONLY, wrongName } from './edge/gateway-name.ts';
import { placeOf } from './edge/place.ts';
import { asSeen, peerOf } from './edge/request.ts';
import { tidy } from './edge/tidy.ts';
import { GatewayError, invalidRequest } from './errors.ts';

// biome-ignore lint/performance/noBarrelFile: the platform looks for the classes of the objects in the entry
export { AttemptsObject, GatewayObject, SessionObject } from '../actors/durable.ts';

type Context = { waitUntil(work: Promise<unknown>): void };

export default {
  async fetch(request: Request, bindings: Bindings, context: Context): Promise<Response> {
    const url = new URL(request.url);
    const list = listOf(bindings);
    const wrong = wrongName(list);
    if (wrong !== undefined) return refusalOf(misnamed(wrong));
    const at = addressed(url, list);
    if (!at)
      return refusalOf(invalidRequest('No gateway is at this address: check its name in the host or the path'), 404);
    // The page looks for its parts where it stands.
    if (url.pathname === `/g/${at.gateway}` && !isUpgrade(request))
      return Response.redirect(new URL(`${url.pathname}/${url.search}`, url), 308);
    const place = placeOf(bindings, at.gateway);
    if ('problem' in place) return refusalOf(new GatewayError('UNAVAILABLE', place.problem));
    const keep = (work: Promise<unknown>) => context.waitUntil(work);
    const app = openApplication(place, bindings, { peer: peerOf(request, place), keep });
    return measured(await app.fetch(asSeen(request, at.path, place)));
  },

  /** Once an hour, as wrangler.toml says: what nobody would do otherwise. */
  async scheduled(_event: unknown, bindings: Bindings): Promise<void> {
    const names = namesIn(listOf(bindings));
    for (const gateway of names.size === 0 ? [ONLY] : names) {
      const place = placeOf(bindings, gateway);
      if (!('problem' in place)) await tidy(place, bindings);
    }
  },
};

function listOf(bindings: object): string | undefined {
  const list: unknown = Reflect.get(bindings, 'PINCER_GATEWAYS');
  return typeof list === 'string' ? list : undefined;
}

function misnamed(name: string): GatewayError {
  const words = `Cannot have a gateway named "${name}" (PINCER_GATEWAYS): use small letters, digits and single dashes`;
  return new GatewayError('UNAVAILABLE', words);
}

/** The platform believes no length of an answer that comes in pieces, unless it sees to it itself. */
function measured(answer: Response): Response {
  const length = answer.headers.get('content-length');
  if (length === null || !answer.body) return answer;
  const { status, headers } = answer;
  return new Response(answer.body.pipeThrough(new FixedLengthStream(Number(length))), { status, headers });
}
