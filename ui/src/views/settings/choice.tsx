// One of a few: radio buttons with their words, and below those what follows from the choice.
import { useId } from 'preact/hooks';

export type Option<T extends string> = { value: T; words: string; note?: string };
type ChoiceProps<T extends string> = {
  title: string;
  options: readonly Option<T>[];
  chosen: T;
  choose: (value: T) => void;
};

export function Choice<T extends string>({ title, options, chosen, choose }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{title}</legend>
      <div class="choice-options">
        {options.map(({ value, words, note }) => (
          <label key={value} class="choice-option">
            <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => choose(value)} />
            <span>
              {words}
              {note === undefined ? null : <span class="soft small choice-note">{note}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
