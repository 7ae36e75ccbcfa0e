// What an agent is called, and its sign.
import { printable } from '../printable.ts';
import type { Agent } from './wire.ts';

export function titleOfAgent({ id, name, identity }: Agent): string {
  return printable(identity?.name ?? name ?? id);
}

/** Its emoji, else the first letter of its name. A picture of it may be anywhere, and is not fetched. */
export function signOf(agent: Agent): string {
  const [first = ''] = titleOfAgent(agent);
  return agent.identity?.emoji ?? first.toUpperCase();
}
