// What a deployment of Workers hands to the program: its objects, the files of the page, and variables.
import type { AttemptsObject, GatewayObject, SessionObject } from '../../actors/durable.ts';
import type { Environment } from '../config/environment.ts';

export type Bindings = {
  GATEWAYS: DurableObjectNamespace<Pick<GatewayObject, 'deliver' | 'visit'>>;
  SESSIONS: DurableObjectNamespace<Pick<SessionObject, 'call' | 'watch' | 'unwatch' | 'listen' | 'wake'>>;
  ATTEMPTS: DurableObjectNamespace<Pick<AttemptsObject, 'begin' | 'settle'>>;
  PAGE: { fetch(request: Request): Promise<Response> };
};

/**
 * The variables of one gateway. `ALICE__OPENCLAW_CONFIG` is that of the gateway "alice", and nobody else's; what has no
 * such prefix is of all that have none of their own.
 */
export function environmentOf(bindings: object, gateway: string): Environment {
  const own = `${gateway.toUpperCase().replaceAll('-', '_')}__`;
  const variables = Object.entries(bindings).filter((one): one is [string, string] => typeof one[1] === 'string');
  const shared = variables.filter(([name]) => !name.includes('__'));
  const mine = variables.flatMap(([name, value]) =>
    name.startsWith(own) ? [[name.slice(own.length), value] as const] : [],
  );
  return { ...Object.fromEntries(shared), ...Object.fromEntries(mine) };
}
