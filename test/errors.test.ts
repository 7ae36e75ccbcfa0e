import { expect, test } from 'vitest';
import { GatewayError, invalidRequest } from '../src/errors.ts';

test('GatewayError says where it was made only when something broke, and changes nothing for other errors', () => {
  const frames = Error.stackTraceLimit;
  expect(invalidRequest('no such thing').stack).not.toContain('\n    at ');
  expect(new GatewayError('INTERNAL', 'it broke').stack).toContain('\n    at ');
  expect(new Error('another').stack).toContain('\n    at ');
  expect(Error.stackTraceLimit).toBe(frames);
});
