// By which model the session is answered and how much that one thinks before: what they are, and the choice of others.
import * as v from 'valibot';
import type { Model } from '../../../src/protocol/models.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { said } from '../conversation/talk.ts';
import { Menu } from '../parts/menu.tsx';
import { useApp } from '../state/app.ts';
import { words } from '../words/words.ts';
import { type ModelInUse, nameOf, referenceOf } from './model-in-use.ts';
import { narrow } from './narrow.ts';

type Choose = (change: { model: string | null } | { thinkingLevel: string | null }) => void;
type PickerProps = { conversation: Conversation; inUse: ModelInUse };

export function ModelPicker({ conversation, inUse }: PickerProps) {
  const { may, choose } = useChoice(conversation);
  const { composer } = words.value;
  const models = conversation.reading.models.value;
  const shown = inUse.shown.value;
  const chosen = inUse.chosen.value;
  if (shown === '' && models.length === 0) return null;
  const label = shown === '' ? composer.noModel : nameOf(shown, models);
  const title = shown === chosen ? undefined : composer.chosenModel(nameOf(chosen, models), label);
  return (
    <span class="composer-model" {...(title === undefined ? {} : { title })}>
      <Menu
        name={composer.model}
        label={label}
        up
        disabled={!may}
        items={[
          ...models.map((model) => ({
            words: model.name,
            note: noteOn(model),
            checked: referenceOf(model) === chosen,
            disabled: !canBeUsed(model),
            act: () => choose({ model: referenceOf(model) }),
          })),
          { words: composer.usual, act: () => choose({ model: null }) },
        ]}
      />
    </span>
  );
}

export function ThinkingPicker({ conversation, inUse }: PickerProps) {
  const { may, choose } = useChoice(conversation);
  const { composer } = words.value;
  const model = conversation.reading.models.value.find((one) => referenceOf(one) === inUse.chosen.value);
  const levels = model?.thinkingLevels ?? [];
  if (levels.length < 2) return null;
  const chosen = conversation.reading.info.value?.thinkingLevel;
  const shown = chosen ?? model?.thinkingDefault;
  const named = (id: string) => {
    const known = Object.entries(composer.levels).find(([level]) => level === id)?.[1];
    return known ?? levels.find((level) => level.id === id)?.label ?? id;
  };
  const label = shown === undefined ? composer.thinking : named(shown);
  return (
    <span class="composer-thinking">
      <Menu
        {...(narrow.value ? { name: label, icon: 'thought' } : { name: composer.thinking, label })}
        up
        disabled={!may}
        items={[
          ...levels.map(({ id }) => ({
            words: named(id),
            checked: id === chosen,
            act: () => choose({ thinkingLevel: id }),
          })),
          { words: composer.usual, checked: chosen === undefined, act: () => choose({ thinkingLevel: null }) },
        ]}
      />
    </span>
  );
}

function useChoice({ key, reading }: Conversation): { may: boolean; choose: Choose } {
  const { gateway, notices } = useApp();
  // Where nobody has spoken yet there is no session to change.
  const method = reading.info.value === null ? 'sessions.create' : 'sessions.patch';
  const may = gateway.ready && reading.loaded.value && gateway.can(method, 'operator.write');
  const choose: Choose = (change) => {
    const chosen = Object.entries(change).filter(([, value]) => method === 'sessions.patch' || value !== null);
    gateway.ask(method, { key, ...Object.fromEntries(chosen) }, v.unknown()).catch((error: unknown) => {
      notices.complain(words.value.common.notDone(said(error)));
    });
  };
  return { may, choose };
}

/** What was true when the list came may be over. */
function canBeUsed({ available, unavailableUntil }: Model): boolean {
  return available || (unavailableUntil !== undefined && unavailableUntil <= Date.now());
}

function noteOn(model: Model): string {
  const { unavailable } = words.value.composer;
  return canBeUsed(model) ? model.provider : unavailable[model.unavailableReason ?? 'other'];
}
