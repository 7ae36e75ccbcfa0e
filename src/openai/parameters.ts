// Parameters that would change what an answer is, and that an agent cannot follow: refused in words, never ignored.
import * as v from 'valibot';
import { describeIssue, parse } from '../protocol/issues.ts';
import { badRequest } from './failure.ts';

type Rule = { taken: (value: unknown) => boolean; words: string };

const absent = (value: unknown) => value === undefined || value === null;
const isEmpty = (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
const nothing = (value: unknown) => absent(value) || value === false || isEmpty(value);
const Format = v.looseObject({ type: v.literal('text') });
const plainText = (value: unknown) => nothing(value) || v.is(Format, value);
const Reasoning = v.array(v.literal('reasoning.encrypted_content'));

const json = 'its agent answers in words; ask for JSON in the message itself';
const known: Record<string, Rule> = {
  n: { taken: (value) => nothing(value) || value === 1, words: 'it gives one answer to a request' },
  logprobs: { taken: nothing, words: 'its agent does not tell the odds of its words' },
  top_logprobs: {
    taken: (value) => nothing(value) || value === 0,
    words: 'its agent does not tell the odds of its words',
  },
  logit_bias: { taken: nothing, words: "its agent's words cannot be weighed" },
  stop: { taken: nothing, words: 'its agent cannot be stopped by its own words' },
  response_format: { taken: plainText, words: json },
  text: {
    taken: (value) => nothing(value) || v.is(v.looseObject({ format: v.nullish(Format) }), value),
    words: json,
  },
  audio: { taken: nothing, words: 'its agent answers in words' },
  modalities: {
    taken: (value) => nothing(value) || v.is(v.array(v.literal('text')), value),
    words: 'its agent answers in words',
  },
  functions: { taken: nothing, words: 'the form is an old one; send them as "tools"' },
  web_search_options: { taken: absent, words: 'its agent looks things up with its own tools' },
  background: { taken: nothing, words: 'an answer is given to whoever waits for it; use "stream"' },
  conversation: { taken: nothing, words: 'conversations are named by "user" or the header x-openclaw-session-key' },
  prompt: { taken: nothing, words: 'it keeps no prompts; put the words into "instructions"' },
  include: { taken: (value) => nothing(value) || v.is(Reasoning, value), words: 'it has nothing of that to add' },
};

/** Takes the body as the schema reads it, once nothing in it asks for what is not there. */
export function readBody<S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> {
  if (!v.is(v.looseObject({}), body) || Array.isArray(body)) {
    throw badRequest('Cannot read the request: its body must be a JSON object', null);
  }
  const given: Record<string, unknown> = { ...body };
  for (const [name, { taken, words }] of Object.entries(known)) {
    if (!taken(given[name])) {
      throw badRequest(
        `Cannot follow '${name}' as this gateway does not offer it: ${words}`,
        name,
        'unsupported_parameter',
      );
    }
  }
  const read = parse(schema, body);
  if (read.success) return read.output;
  const [issue] = read.issues;
  throw badRequest(`Cannot read the request: ${describeIssue(issue)}`, paramOf(issue));
}

function paramOf({ path }: v.BaseIssue<unknown>): string | null {
  const steps = (path ?? []).map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  return steps.length === 0 ? null : steps.join('').slice(1);
}
