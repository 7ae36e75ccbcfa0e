import { expect, test } from 'vitest';
import { apiAddress } from '../../src/agents/base-url.ts';

test.each([
  ['openai-completions', 'https://host/v1/', 'https://host/v1'],
  ['openai-completions', 'https://host/v1/chat/completions', 'https://host/v1'],
  ['openai-completions', 'https://host', 'https://host'],
  ['openai-responses', 'https://host/v1/responses/', 'https://host/v1'],
  ['anthropic-messages', 'https://host', 'https://host/v1'],
  ['anthropic-messages', 'https://host/v1/', 'https://host/v1'],
  ['anthropic-messages', 'https://host/anthropic/v1/messages', 'https://host/anthropic/v1'],
  ['google-generative-ai', 'https://host/', 'https://host/v1beta'],
  ['google-generative-ai', 'https://host/v1alpha', 'https://host/v1alpha'],
  ['ollama', 'http://host:11434', 'http://host:11434/api'],
  ['ollama', 'http://host:11434/v1/', 'http://host:11434/api'],
  ['ollama', 'http://host:11434/api/chat', 'http://host:11434/api'],
] as const)('apiAddress() of %s reads %s as %s', (api, written, expected) => {
  expect(apiAddress(api, written)).toBe(expected);
});
