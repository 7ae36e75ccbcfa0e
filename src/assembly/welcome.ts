// What a gateway says of itself to whoever comes in, at its own door and at a session's.
import type { HelloFacts } from '../../actors/hello.ts';
import manifest from '../../package.json' with { type: 'json' };
import type { Policy } from '../auth/policy.ts';
import { methodNames } from '../methods/dispatch.ts';
import { gatewayTables, sessionTables } from '../methods/tables.ts';
import { events } from '../protocol/events.ts';
import { mainSessionKey } from '../protocol/session-key.ts';
import type { Interior } from './interior.ts';

const everyEvent = Object.keys(events);
const told = {
  gateway: { tables: gatewayTables, events: everyEvent },
  session: { tables: sessionTables, events: everyEvent.filter((name) => !/^(presence|health|device\.)/.test(name)) },
};

export function welcomeAt(
  door: keyof typeof told,
  { terms, defaultAgent }: Pick<Interior, 'terms' | 'defaultAgent'>,
  about: { policy: () => Policy; bootId: string; startedAt: number; tickMs: number; now: () => number },
): () => HelloFacts {
  const { tables, events } = told[door];
  const methods = methodNames(tables);
  return () => ({
    version: manifest.version,
    bootId: about.bootId,
    startedAt: about.startedAt,
    now: about.now(),
    methods,
    events: [...events],
    tickMs: about.tickMs,
    authMode: about.policy().mode,
    sessionDefaults: {
      defaultAgentId: defaultAgent.id,
      mainKey: terms.mainKey,
      mainSessionKey: mainSessionKey(defaultAgent.id, terms.mainKey),
    },
  });
}
