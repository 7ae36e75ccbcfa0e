// What went wrong at a provider, as one sentence that says what to do next.
import type { Api } from '../config/schema.ts';
import { GatewayError } from '../errors.ts';
import { type ProviderError, readProviderError } from './provider-words.ts';

export type ErrorKind = 'refusal' | 'timeout' | 'rate_limit' | 'context_length' | 'unknown';

export type FailureScene = {
  provider: string;
  model: string;
  api: Api;
  /** Host and port only: an address may hold a password. */
  host: string;
  secrets: readonly string[];
  /** Something of the answer had already come. */
  started: boolean;
};

type Verdict = { kind: ErrorKind; cause: string; next: string };

/** `why` is the cause alone, for the list of those that were tried. */
export class ProviderFailure extends GatewayError {
  readonly why: string;
  readonly what: 'limited' | 'key-refused' | 'failed';

  constructor(message: string, facts: Pick<ProviderFailure, 'why' | 'what' | 'details' | 'retryAfterMs'>) {
    const { details = {}, retryAfterMs } = facts;
    super('UNAVAILABLE', message, { details, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
    this.why = facts.why;
    this.what = facts.what;
  }
}

export function providerFailure(error: unknown, scene: FailureScene): ProviderFailure {
  const failure = readProviderError(error, scene.secrets);
  const { provider, model } = scene;
  const { status, words, retryAfterMs } = failure;
  const setting = `models.providers.${provider}`;
  const verdict =
    judgeWords(failure) ?? (status === null ? judgeStream(failure, scene, setting) : judgeStatus(status, setting));

  const said = words && ` (it said: ${words})`;
  const http = status === null ? '' : ` (HTTP ${status})`;
  const details: Record<string, unknown> = { provider, model, errorKind: verdict.kind };
  if (status !== null) details.httpStatus = status;
  if (words) details.providerErrorMessagePreview = words;
  const why = `${verdict.cause}${http}`;
  return new ProviderFailure(`Cannot get an answer from ${provider}/${model}: ${why}; ${verdict.next}${said}`, {
    why,
    what: whatItIs(failure, verdict),
    details,
    retryAfterMs: retryAfterMs ?? undefined,
  });
}

/** Too much is asked of it, or its key is no good; another model may do better. */
function whatItIs({ status, label }: ProviderError, { kind }: Verdict): ProviderFailure['what'] {
  if (status === 401 || status === 403) return 'key-refused';
  const overloaded = status === 503 || status === 529 || /overloaded/i.test(label);
  return kind === 'rate_limit' || overloaded ? 'limited' : 'failed';
}

/** Providers give the same status to different things; where their words are plain, the words count. */
function judgeWords({ words, label, name, trace, status, retryAfterMs }: ProviderError): Verdict | null {
  const clue = `${label} ${words}`;
  if (status === 413 || /context_length|context (length|window|size)|maximum context|prompt is too long/i.test(clue)) {
    return {
      kind: 'context_length',
      cause: 'the conversation is longer than the model can read',
      next: 'start a new session or choose a model with a larger context',
    };
  }
  if (/content[_ ](filter|policy)|moderation/i.test(clue)) {
    return { kind: 'refusal', cause: 'it refused the content', next: 'say it in another way' };
  }
  if (status === 408 || status === 504 || /time(d )?-?out/i.test(`${name} ${trace}`)) {
    return { kind: 'timeout', cause: 'it took too long', next: 'try again' };
  }
  if (status === 429 || /rate_limit/i.test(label)) {
    const next = retryAfterMs ? `try again in ${Math.ceil(retryAfterMs / 1000)} s` : 'try again in a while';
    return { kind: 'rate_limit', cause: 'it limits how much may be asked', next };
  }
  return null;
}

function judgeStatus(status: number, setting: string): Verdict {
  if (status === 401 || status === 403) {
    return { kind: 'unknown', cause: 'it does not accept the API key', next: `check ${setting}.apiKey` };
  }
  if (status >= 300 && status < 400) {
    const cause = 'it leads to another address, and nothing is taken there';
    return { kind: 'unknown', cause, next: `write the address that answers into ${setting}.baseUrl` };
  }
  if (status >= 500) {
    return { kind: 'unknown', cause: 'it failed on its side', next: 'try again or choose another model' };
  }
  const cause = status === 404 ? 'it does not know this model or this address' : 'it rejected the request';
  return { kind: 'unknown', cause, next: `check the id of the model and ${setting}.baseUrl` };
}

function judgeStream(failure: ProviderError, { host, started, api }: FailureScene, setting: string): Verdict {
  const { name, words, connected, trace } = failure;
  if (name === 'AI_ToolChoiceViolationError') {
    const cause = 'it went on to use tools when it was to answer';
    return { kind: 'unknown', cause, next: 'ask for less at once or choose another model' };
  }
  if (words) {
    return { kind: 'unknown', cause: 'it ended the answer with an error', next: 'try again or choose another model' };
  }
  if (name === 'AI_APICallError' && !connected) {
    return { kind: 'unknown', cause: `nothing answers at ${host}`, next: `start it or check ${setting}.baseUrl` };
  }
  const endless = name === 'AI_InvalidResponseDataError';
  if (/^AI_(JSONParse|TypeValidation|EmptyResponseBody)Error$/.test(name) || (endless && !started)) {
    const cause = `what ${host} sends is not a stream of ${api}`;
    return { kind: 'unknown', cause, next: `check ${setting}.baseUrl` };
  }
  if (endless || connected || /terminated|connection|socket|network|reset/i.test(trace)) {
    return { kind: 'unknown', cause: 'the connection was cut before the answer was complete', next: 'send it again' };
  }
  return { kind: 'unknown', cause: 'it failed in an unexpected way', next: 'try again or choose another model' };
}
