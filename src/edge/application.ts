// The application of one gateway for one request: at the edge nothing that speaks to the outside may be kept for another.
import type { Hono } from 'hono';
import { getMimeType } from 'hono/utils/mime';
import { FACTS } from '../../actors/durable-door.ts';
import type { Visit } from '../../routes/socket.ts';
import type { Files } from '../../routes/ui.ts';
import { application } from '../assembly/application.ts';
import { openDoors } from '../assembly/doors.ts';
import { readSessionKey } from '../protocol/session-key.ts';
import type { Bindings } from './bindings.ts';
import { openRemote } from './database.ts';
import { objectName } from './gateway-name.ts';
import { remoteGuesses } from './guesses.ts';
import type { Place } from './place.ts';
import { RemoteSessions } from './remote-sessions.ts';
import { openRooms } from './rooms.ts';

type Asked = { peer: string; keep: (work: Promise<unknown>) => void };

export function openApplication(place: Place, bindings: Bindings, { peer, keep }: Asked): Hono {
  const { gateway, policy, settings } = place;
  const sessions = new RemoteSessions(bindings.SESSIONS, gateway, { keep });
  const interior = openRooms(place, openRemote(place), { sessions: () => sessions });
  const { terms, defaultAgent } = interior;
  const doors = openDoors({
    policy: () => policy,
    attempts: remoteGuesses(bindings.ATTEMPTS, gateway, settings.gateway.auth.rateLimit),
    // Nobody comes from the machine itself but where all do.
    own: () => null,
    whois: null,
    ownNames: () => [],
    now: Date.now,
  });
  const accept = async (visit: Visit): Promise<Response> => {
    const headers = { upgrade: 'websocket', [FACTS]: encodeURIComponent(JSON.stringify(visit.facts)) };
    const knock = new Request('https://object/socket', { headers });
    const answer = await objectOf(visit.session).fetch(knock);
    // The headers of a 101 that was forwarded cannot be added to: it is made anew around its socket.
    return answer.webSocket ? new Response(null, { status: 101, webSocket: answer.webSocket }) : answer;
  };
  const objectOf = (session: string | null) => {
    if (session === null) return bindings.GATEWAYS.getByName(gateway);
    const { key } = readSessionKey(session, terms.mainKey, defaultAgent.id);
    return bindings.SESSIONS.getByName(objectName(gateway, key));
  };
  return application({
    interior,
    // Where strangers wait is counted where they wait: at the object.
    doors: { ...doors, enter: () => ({ leave: () => undefined }) },
    approach: () => ({ peer, managed: false }),
    accept: (_, visit) => accept(visit),
    listen: (key, signal) => sessions.listen(key, signal),
    files: pageOf(bindings),
    gateway: settings.gateway,
  });
}

function pageOf({ PAGE }: Bindings): Files {
  return async (path) => {
    // The platform packs what it sends; what is packed already it would pack again.
    if (/\.(br|gz)$/.test(path)) return null;
    const found = await PAGE.fetch(new Request(new URL(path, 'https://page')));
    if (found.status !== 200 || !found.body) {
      await found.body?.cancel();
      return null;
    }
    return { body: found.body, type: getMimeType(path) ?? 'application/octet-stream' };
  };
}
