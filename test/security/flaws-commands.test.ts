// Section 1, policy on the operation: words that are typed take the right of what they do, at every door.
import { describe, expect, test } from 'vitest';
import { slashCommands } from '../../src/methods/commands/table.ts';
import { isMethodName, operations } from '../../src/protocol/operations.ts';
import { allows, scopes as everyScope, type Scope } from '../../src/protocol/scopes.ts';
import { openHouse } from '../conformance/house.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { history, lines, talk } from '../fixtures/greeting.ts';
import { node } from '../fixtures/runtimes.ts';
import { ask } from './asking.ts';

const house = openHouse((options) => startGateway(node, options));
const typed = slashCommands.flatMap(({ aliases, method }) => aliases.map((words) => ({ words, method: method.name })));
const refusalOf = (scope: Scope) => ({ code: 'FORBIDDEN', message: `missing scope: ${scope}` });

/** A session's own door knows only what is done with one session. */
const unservedFor = (scope: Scope) => new RegExp(`^(missing scope: ${scope}|unknown method: .*)$`);

function scopeOf(method: string): Scope {
  return isMethodName(method) ? operations[method].scope : expect.fail(`${method} is no operation`);
}

/** What stands in the way of somebody who types it: to be heard at all, then the right itself. */
function missing(granted: readonly Scope[], method: string): Scope | undefined {
  return (['operator.write', scopeOf(method)] as const).find((scope) => !allows(granted, scope));
}

describe('[1] words that are commands', () => {
  test('GHSA-jf6w-m8jw-jfxc GHSA-wq58-2pvg-5h4f: /reset and /new are for whoever may call sessions.reset', () => {
    const resetting = typed.filter(({ method }) => method === 'sessions.reset').map(({ words }) => words);
    expect(resetting).toEqual(expect.arrayContaining(['/reset', '/new']));
    expect(scopeOf('sessions.reset')).toBe('operator.admin');
  });

  test('GHSA-jf6w-m8jw-jfxc GHSA-wq58-2pvg-5h4f: every command with every scope is refused by chat.send as its method refuses it, and changes nothing', async () => {
    const owner = await house.connect();
    const key = house.key();
    await talk(owner, key, 'kept');
    const before = lines(await history(owner, key));
    for (const scope of everyScope) {
      const granted: Scope[] = scope === 'operator.admin' ? ['operator.write'] : ['operator.write', scope];
      for (const scopes of [[scope], granted]) {
        const doors = ['/', `/sessions/${encodeURIComponent(key)}/socket`];
        for (const client of await Promise.all(doors.map((path) => house.connect({ path, scopes })))) {
          for (const { words, method } of typed) {
            const lacking = missing(scopes, method);
            if (lacking === undefined) continue;
            const params = { sessionKey: key, message: words, idempotencyKey: crypto.randomUUID() };
            const where = `${words} with ${scopes}`;
            expect(await client.refusal('chat.send', params), where).toMatchObject(refusalOf(lacking));
            if (!allows(scopes, scopeOf(method)))
              expect((await client.refusal(method, { key })).message, where).toMatch(unservedFor(scopeOf(method)));
          }
        }
      }
    }
    expect(lines(await history(owner, key))).toEqual(before);
  });

  test('GHSA-jf6w-m8jw-jfxc GHSA-wq58-2pvg-5h4f: over HTTP and by hand the same words do no more', async () => {
    const owner = await house.connect();
    const writer = await house.connect({ scopes: ['operator.write'] });
    const key = house.key();
    await talk(owner, key, 'kept');
    for (const message of ['/reset', '/new', ' /RESET ', '/clear', '/compact']) {
      const headers = {
        authorization: `Bearer ${house.gateway.token}`,
        'content-type': 'application/json',
        'x-openclaw-scopes': 'operator.write',
        'x-openclaw-session-key': key,
      };
      const chat = JSON.stringify({ model: 'openclaw', messages: [{ role: 'user', content: message }] });
      await ask(`${house.gateway.http}/v1/chat/completions`, { method: 'POST', headers, body: chat });
      const responses = JSON.stringify({ model: 'openclaw', input: message });
      await ask(`${house.gateway.http}/v1/responses`, { method: 'POST', headers, body: responses });
      await writer.answer('agent', { sessionKey: key, message, idempotencyKey: crypto.randomUUID() });
      await writer.answer('sessions.create', { key, message });
    }
    expect(lines(await history(owner, key))[0]).toBe('user: kept');
  });
});
