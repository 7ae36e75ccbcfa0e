import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { refuseCrossSite } from '../../routes/cross-site.ts';
import { GatewayError } from '../../src/errors.ts';

const app = new Hono();
app.onError((error, c) => c.text(error.message, error instanceof GatewayError && error.status === 403 ? 403 : 500));
app.use(refuseCrossSite());
app.all('/', (c) => c.text('served'));

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  'refuseCrossSite() refuses %s from another site, and from nowhere else',
  async (method) => {
    const ask = async (site?: string) =>
      (await app.request('/', { method, headers: site === undefined ? {} : { 'Sec-Fetch-Site': site } })).status;
    expect([await ask('cross-site'), await ask('Cross-Site')]).toEqual([403, 403]);
    expect([await ask('same-origin'), await ask('same-site'), await ask('none'), await ask()]).toEqual([
      200, 200, 200, 200,
    ]);
  },
);

test.each(['GET', 'HEAD', 'OPTIONS'])('refuseCrossSite() leaves %s alone', async (method) => {
  expect((await app.request('/', { method, headers: { 'Sec-Fetch-Site': 'cross-site' } })).status).toBe(200);
});
