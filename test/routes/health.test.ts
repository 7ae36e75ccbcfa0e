// What a supervisor may ask without a credential.
import { expect, test } from 'vitest';
import { healthRoutes } from '../../routes/health.ts';

const answers = {
  ready: async () => true,
  busy: async () => false,
  broken: async () => {
    throw new Error('disk /secret is gone');
  },
};

test('GET /healthz says that the process answers, also when it is not ready', async () => {
  const response = await healthRoutes({ ready: answers.broken }).request('/healthz');
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({ ok: true });
});

test('GET /readyz says yes only when the gateway would take work', async () => {
  const response = await healthRoutes({ ready: answers.ready }).request('/readyz');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ ok: true });
  expect((await healthRoutes({ ready: answers.busy }).request('/readyz')).status).toBe(503);
});

test('GET /readyz keeps the reason of a failure to itself', async () => {
  const response = await healthRoutes({ ready: answers.broken }).request('/readyz');
  expect(response.status).toBe(503);
  expect(await response.text()).toBe('{"ok":false}');
});
