// The doors of a gateway, put together: what a request looks like, which rules it meets, who is asked about it, and
// what is written down when it is turned away.
import { Antechamber, type Arrival, tooManySockets } from '../../actors/antechamber.ts';
import { limits } from '../../actors/limits.ts';
import manifest from '../../package.json' with { type: 'json' };
import { limiterKey } from '../auth/address.ts';
import type { Guesses } from '../auth/attempts.ts';
import { createBearerAuth } from '../auth/bearer.ts';
import { type Approach, readFacts } from '../auth/facts.ts';
import { createIdentify } from '../auth/identity.ts';
import { refusalStatus, refuseRequest, refuseUpgrade } from '../auth/origin.ts';
import { identityHeaders, type Policy } from '../auth/policy.ts';
import { createRefusalLog, type NoteRefusal } from '../auth/refusal-log.ts';
import type { Whois } from '../auth/tailscale-identity.ts';
import type { GatewayError } from '../errors.ts';
import type { Facts, Principal } from '../ports.ts';

type Refused = { error: GatewayError; status: 403 | 421 } | null;

export type Doors = {
  policy: () => Policy;
  attempts: Guesses;
  note: NoteRefusal;
  /** A place to wait in until it is known whose a socket is; throws when there is none. */
  enter(facts: Facts, path: string): { leave: () => void };
  facts(headers: Headers, approach: Approach): Facts;
  /** Who knocks, as far as others vouch for it. */
  identify(headers: Headers, facts: Facts): Promise<Facts>;
  refuseUpgrade(facts: Facts, path: string): Refused;
  refuseRequest(facts: Facts, path: string): Refused;
  /** Throws when it is nobody that may. */
  admit(headers: Headers, approach: Approach, path: string): Promise<Principal>;
};

export function openDoors(options: {
  policy: () => Policy;
  attempts: Guesses;
  /** The addresses of this very machine; null when nobody knows: then nobody is believed who might be it. */
  own: () => string[] | null;
  whois: Whois | null;
  /** What this machine goes by in its tailnet. */
  ownNames: () => readonly string[];
  now: () => number;
}): Doors {
  const { policy, attempts, own, now, whois, ownNames } = options;
  const note = createRefusalLog(now);
  const antechamber = new Antechamber(limits.sockets);
  const identify = createIdentify({ policy, own, whois });
  const bearer = createBearerAuth({ policy, attempts, version: manifest.version });
  const facts: Doors['facts'] = (headers, approach) => {
    const now = policy();
    const { proxies, gateway } = now;
    const believed = { proxies, realIp: gateway.allowRealIpFallback, identityHeaders: identityHeaders(now) };
    return readFacts(headers, approach, believed);
  };
  const judge =
    (refuse: typeof refuseUpgrade, way: 'socket' | 'http') =>
    (known: Facts, path: string): Refused => {
      const { controlUi } = policy().gateway;
      const error = refuse(known, { controlUi, ownNames: ownNames() });
      if (!error) return null;
      note(error, known, { way, path, client: null });
      return { error, status: refusalStatus(error) };
    };
  return {
    policy,
    attempts,
    note,
    enter(known, path) {
      const stay = antechamber.enter(arrivalOf(known));
      if ('leave' in stay) return stay;
      const error = tooManySockets(stay);
      note(error, known, { way: 'socket', path, client: null });
      throw error;
    },
    facts,
    identify: (headers, known) => identify(headers, known, 'socket'),
    refuseUpgrade: judge(refuseUpgrade, 'socket'),
    refuseRequest: judge(refuseRequest, 'http'),
    async admit(headers, approach, path) {
      const known = await identify(headers, facts(headers, approach), 'http');
      try {
        return await bearer(headers, known);
      } catch (error) {
        note(error, known, { way: 'http', path, client: null });
        throw error;
      }
    },
  };
}

/** On this machine every page has a place of its own: one that is evil must not take the others'. */
export function arrivalOf({ address, origin, local }: Facts): Arrival {
  return { from: local ? (origin ?? address) : limiterKey(address), local };
}
