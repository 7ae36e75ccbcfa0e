// A gateway that people run at home is alone at its port: what a development server brings along is not for everybody.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inject } from '../fixtures/greeting.ts';
import { openHouse } from './house.ts';

const house = openHouse();

test('what the objects keep is shown to nobody, and what they do is written down nowhere', async () => {
  const { gateway } = house;
  await inject(await house.enter(), house.key(), 'for us alone');
  for (const path of ['/cdn-cgi/explorer/api', '/cdn-cgi/explorer/api/workers/durable_objects/namespaces']) {
    const answer = await fetch(`${gateway.http}${path}`);
    expect(await answer.text()).not.toContain('durable_objects');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
  }
  const kept = join(gateway.stateDirectory, 'edge/objects/v3');
  expect(existsSync(join(kept, 'do'))).toBe(true);
  expect(readdirSync(kept)).not.toContain('observability');
});
