// Which model of several answers: the first that can, as long as nothing of an answer has come.
import { getLogger } from '@logtape/logtape';
import type { AgentEvent } from '../ports.ts';
import { type Choice, referenceOf } from './catalog.ts';
import type { Cooldown } from './cooldown.ts';
import { ProviderFailure } from './provider-failure.ts';

const log = getLogger(['pincer', 'models']);

type Attempt = (choice: Choice) => AsyncIterable<AgentEvent>;

/** Those that are left alone for a while come last. What fails after it has begun to answer has failed for good. */
export async function* firstToAnswer(
  candidates: readonly Choice[],
  attempt: Attempt,
  cooldown: Cooldown,
): AsyncGenerator<AgentEvent> {
  const remaining = [...candidates];
  const failures: { model: string; failure: ProviderFailure }[] = [];
  while (remaining.length > 0) {
    const rested = remaining.findIndex(({ model }) => cooldown.of(model) === null);
    const [choice] = remaining.splice(Math.max(0, rested), 1);
    if (!choice) break;
    const model = referenceOf(choice.model);
    const before = failures.at(-1);
    if (before || choice !== candidates[0]) {
      log.warn('{model} stands in for {first}: {why}', {
        model,
        first: before?.model ?? referenceOf((candidates[0] ?? choice).model),
        why: before?.failure.why ?? 'it is left alone for a while',
      });
    }
    let begun = false;
    try {
      for await (const event of attempt(choice)) {
        begun ||= event.type !== 'model';
        if (event.type === 'step') cooldown.answered(choice.model);
        yield event;
      }
      return;
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      if (error.what === 'limited') cooldown.limited(choice.model, error.retryAfterMs ?? null);
      if (error.what === 'key-refused') cooldown.refused(choice.model);
      if (begun) throw error;
      failures.push({ model, failure: error });
    }
  }
  throw summedUp(failures);
}

function summedUp(failures: readonly { model: string; failure: ProviderFailure }[]): unknown {
  const last = failures.at(-1)?.failure;
  if (!last || failures.length === 1) return last;
  const tried = failures.map(({ model, failure }) => `${model}: ${failure.why}`).join('; ');
  const message = `Cannot get an answer from any of ${failures.length} models (${tried}); try again in a while or choose another model`;
  const soonest = Math.min(...failures.map(({ failure }) => failure.retryAfterMs ?? Number.POSITIVE_INFINITY));
  return new ProviderFailure(message, {
    why: tried,
    what: last.what,
    details: { ...last.details, tried: failures.map(({ model }) => model) },
    retryAfterMs: Number.isFinite(soonest) ? soonest : undefined,
  });
}
