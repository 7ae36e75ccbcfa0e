// What every answer carries, whoever made it.
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { safeHeaders } from '../../routes/headers.ts';

const app = new Hono();
app.use(safeHeaders(false));
app.get('/', (c) => c.text('hello'));
app.get('/own', (c) => c.text('hello', 200, { 'X-Frame-Options': 'SAMEORIGIN' }));
app.get('/broken', () => {
  throw new Error('no');
});
app.get('/elsewhere', () => Response.redirect('http://localhost/', 302));
app.onError((_, c) => c.text('sorry', 500));

describe('safeHeaders()', () => {
  test.each(['/', '/missing', '/broken', '/elsewhere'])('marks the answer of %s', async (path) => {
    const { headers } = await app.request(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('permissions-policy')).toContain('microphone=(self)');
  });

  test('lets a page run only what comes from its own origin, and nothing inline', async () => {
    const policy = (await app.request('/')).headers.get('content-security-policy') ?? '';
    const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]));
    expect(rules.get('script-src')).toBe("'self'");
    expect(rules.get('style-src')).toBe("'self'");
    expect(rules.get('frame-ancestors')).toBe("'none'");
    expect(rules.get('base-uri')).toBe("'none'");
    expect(rules.get('object-src')).toBe("'none'");
    expect(rules.get('connect-src')).toBe("'self'");
    expect(policy).not.toContain('unsafe');
  });

  test('leaves a header alone that a route has set itself', async () => {
    const { headers } = await app.request('/own');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('is not escaped by asking for an upgrade that does not happen', async () => {
    const { headers } = await app.request('/', { headers: { upgrade: 'websocket' } });
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  test('asks for HTTPS everywhere only where it was told to', async () => {
    const strict = new Hono();
    strict.use(safeHeaders('max-age=31536000; includeSubDomains'));
    strict.get('/', (c) => c.text('hello'));
    for (const path of ['/', '/missing']) {
      const { headers } = await strict.request(path);
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
      expect((await app.request(path)).headers.has('strict-transport-security')).toBe(false);
    }
  });
});
