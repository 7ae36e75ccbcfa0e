// The models, and of each whether it can be used now.
import { about } from '../../parts/format.ts';
import type { Answer } from '../../parts/use-answer.ts';
import { roomWords } from '../../words/words.ts';
import { Answered } from '../answered.tsx';
import { More } from '../more.tsx';
import { Section } from '../view.tsx';
import { stateOf, unavailableNext } from './model-state.ts';
import { isDefault } from './troubles.ts';
import type { Keys, Model } from './wire.ts';

type ModelListProps = { models: Answer<{ models: Model[] }>; keys: Keys | null };

export function ModelList({ models, keys }: ModelListProps) {
  const { overview } = roomWords.value;
  return (
    <Section title={overview.models}>
      <Answered answer={models}>
        {({ models: all }) =>
          all.length === 0 ? (
            <p class="soft">{overview.noModels}</p>
          ) : (
            <More items={inOrder(all)} step={8}>
              {(shown) => (
                <ul class="bare rows">
                  {shown.map((model) => (
                    <ModelRow key={`${model.provider}/${model.id}`} model={model} keys={keys} />
                  ))}
                </ul>
              )}
            </More>
          )
        }
      </Answered>
    </Section>
  );
}

function ModelRow({ model, keys }: { model: Model; keys: Keys | null }) {
  const { overview } = roomWords.value;
  const { name, provider, id, contextWindow, available } = model;
  return (
    <li>
      <p class="row-head">
        <strong dir="auto">{name}</strong>
        {isDefault(model) ? <span class="tag">{overview.defaultModel}</span> : null}
      </p>
      <p class="row-state">
        <span class="dot" data-tone={available ? 'good' : 'bad'} />
        <span>{stateOf(model, keys)}</span>
      </p>
      {available ? null : <p class="soft small">{unavailableNext(model)}</p>}
      <p class="soft small">
        <code>{`${provider}/${id}`}</code>
        {contextWindow === undefined ? null : ` · ${overview.context(about(contextWindow))}`}
      </p>
    </li>
  );
}

/** The default one first, then those that can be used. */
function inOrder(models: readonly Model[]): Model[] {
  const place = (model: Model) => (isDefault(model) ? 0 : model.available ? 1 : 2);
  return [...models].sort((one, other) => place(one) - place(other));
}
