// What a gateway at home brings along: it is alone at its port, leaves nothing behind, and none of its programs answers a
// stranger at another. Pages of any site may ask at every port of the machine that their reader sits at.
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { descendantsOf, portsOf } from '../../bench/scale/processes.ts';
import { inject } from '../fixtures/greeting.ts';
import { openHouse } from './house.ts';
import { startWatched } from './watched.ts';

const house = openHouse();
const database = { requests: [{ type: 'execute', stmt: { sql: 'SELECT * FROM sessions' } }, { type: 'close' }] };

test('what the objects keep is shown to nobody, and what they do is written down nowhere', async () => {
  const { gateway } = house;
  await inject(await house.enter(), house.key(), 'for us alone');
  for (const path of ['/cdn-cgi/explorer/api', '/cdn-cgi/explorer/api/workers/durable_objects/namespaces']) {
    const answer = await fetch(`${gateway.http}${path}`);
    expect(await answer.text()).not.toContain('durable_objects');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
  }
  const kept = readdirSync(join(gateway.stateDirectory, 'edge/objects/v3'));
  expect(kept).toContain('do');
  expect(kept).not.toContain('observability');
});

test('no program of it tells a stranger what it holds, or lets itself be looked into', async () => {
  const gateway = await startWatched();
  const programs = descendantsOf(gateway.pid);
  const ports = programs.flatMap(({ pid, name }) => portsOf(pid).map((port) => ({ name, port })));
  expect(ports.map(({ name }) => name)).toEqual(expect.arrayContaining(['sqld', 'workerd']));
  for (const { name, port } of ports) {
    const at = `http://127.0.0.1:${port}`;
    const headers = { origin: 'https://elsewhere.example', 'content-type': 'text/plain' };
    const asked = await fetch(`${at}/v2/pipeline`, { method: 'POST', headers, body: JSON.stringify(database) });
    expect.soft([name, asked.ok, await asked.text()]).toEqual([name, false, expect.not.stringContaining('cols')]);
    const looked = await fetch(`${at}/json`, { headers });
    expect.soft([name, await looked.text()]).toEqual([name, expect.not.stringContaining('webSocketDebuggerUrl')]);
  }
});

test('the words of the time before stay beside those of today, and what else a killed one left behind goes', async () => {
  const gateway = await startWatched();
  const at = (path: string) => join(gateway.stateDirectory, 'edge', path);
  await gateway.kill();
  writeFileSync(at('passing/left-behind'), 'by one that was killed');
  appendFileSync(at('workerd.log'), 'its last words\n');
  await gateway.restart();
  expect(readdirSync(at('passing'))).not.toContain('left-behind');
  expect(readFileSync(at('workerd.log.1'), 'utf8')).toContain('its last words');
  expect(readFileSync(at('workerd.log'), 'utf8')).not.toContain('its last words');
});
