// What all of these benches run on: one gateway that holds a short, a middling and a long conversation, and a browser
// that is signed in there.
import { type Gateway, makeDirectory } from '../../test/fixtures/gateway.ts';
import { fill } from './filling.ts';
import type { Context, Stage } from './stage.ts';
import { signIn } from './visit.ts';

export type Field = { stage: Stage; gateway: Gateway; context: Context };

export const SHORT = 100;
export const MIDDLING = 2000;
export const LONG = 10_000;

export async function enter(stage: Stage): Promise<Field> {
  const gateway = await stage.open(
    {
      // So large that no turn begins with a summary of those before.
      models: {
        providers: { bench: { baseUrl: stage.model.url, models: [{ id: 'one', contextWindow: 100_000_000 }] } },
      },
      agents: { defaults: { model: { primary: 'bench/one' } } },
    },
    fill(makeDirectory('transcripts'), [SHORT, MIDDLING, LONG]),
  );
  return { stage, gateway, context: await signIn(stage.browser, gateway) };
}
