// The address of an api, from what people write down: with or without its version, with a slash or a method at the end.
import type { Api } from '../config/schema.ts';

const methods = /\/(?:chat\/completions|completions|responses|messages|chat)$/;
const version = /\/v\d+(?:alpha|beta)?\d*$/;

export function apiAddress(api: Api, written: string): string {
  const base = withoutSlash(withoutSlash(written).replace(methods, ''));
  switch (api) {
    // Their roots differ from server to server: what is written is meant.
    case 'openai-completions':
    case 'openai-responses':
      return base;
    case 'anthropic-messages':
      return version.test(base) ? base : `${base}/v1`;
    case 'google-generative-ai':
      return version.test(base) ? base : `${base}/v1beta`;
    case 'ollama':
      return `${base.replace(/\/(?:api|v1)$/, '')}/api`;
  }
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
