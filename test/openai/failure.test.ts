// What goes wrong, as OpenAI's clients are told.
import { describe, expect, test } from 'vitest';
import { GatewayError, invalidRequest, missingScope } from '../../src/errors.ts';
import { runFailure, toFailure } from '../../src/openai/failure.ts';

describe('toFailure()', () => {
  test('keeps the cause of what nobody foresaw to the log', () => {
    const { status, error } = toFailure(new Error('disk /secret is gone'), 'ref-1');
    expect(status).toBe(500);
    expect(error).toMatchObject({
      type: 'server_error',
      code: 'internal_error',
      message: expect.stringContaining('ref-1'),
    });
    expect(error.message).not.toContain('secret');
  });

  test('says that a full queue is full, and when to come back', () => {
    const full = invalidRequest('Cannot send as 1000 messages wait', { code: 'QUEUE_FULL' });
    expect(toFailure(full, '')).toMatchObject({ status: 429, error: { type: 'rate_limit_error' }, retryAfterMs: 5000 });
    const busy = new GatewayError('UNAVAILABLE', 'Cannot take the request', { retryAfterMs: 1000 });
    expect(toFailure(busy, '')).toMatchObject({ status: 503, retryAfterMs: 1000, repeatable: true });
  });

  test('says that a scope is missing', () => {
    const { status, error } = toFailure(missingScope('operator.write'), '');
    expect({ status, ...error }).toMatchObject({ status: 403, type: 'permission_error', code: 'missing_scope' });
  });

  test.each([
    ['rate_limit', 429, 'rate_limit_error', 'rate_limit_exceeded'],
    ['timeout', 504, 'server_error', 'timeout'],
    ['context_length', 400, 'invalid_request_error', 'context_length_exceeded'],
    ['refusal', 400, 'invalid_request_error', 'content_filter'],
    ['unknown', 502, 'server_error', 'agent_failed'],
  ] as const)('tells a run that failed for %s as %i, and not to ask again', (kind, status, type, code) => {
    const failure = toFailure(runFailure('It failed', kind), '');
    expect(failure).toMatchObject({ status, error: { message: 'It failed', type, code }, repeatable: false });
  });
});
