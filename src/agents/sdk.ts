// The AI SDK, loaded when first needed. What it would print goes to the log.
import { getLogger } from '@logtape/logtape';

const log = getLogger(['pincer', 'models']);

export async function loadSdk(): Promise<typeof import('ai')> {
  globalThis.AI_SDK_LOG_WARNINGS ??= ({ warnings, provider, model }) => {
    log.debug('{provider} {model}: {warnings}', { provider, model, warnings });
  };
  return import('ai');
}
