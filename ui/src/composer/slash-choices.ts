// What a menu offers for the beginning of a slash command: commands first, then what one of them takes.
import * as v from 'valibot';

export const Command = v.object({
  textAliases: v.pipe(v.array(v.string()), v.minLength(1)),
  description: v.string(),
  args: v.optional(
    v.array(
      v.object({
        name: v.string(),
        description: v.string(),
        choices: v.optional(v.array(v.object({ value: v.string(), label: v.string() })), []),
      }),
    ),
    [],
  ),
});
export type Command = v.InferOutput<typeof Command>;

/** `text` is what the composer holds when it is taken. */
export type Choice = { text: string; label: string; takes: string; description: string };

/** Empty when there is nothing left to choose: the words are a message, or the command is complete. */
export function choicesFor(words: string, commands: readonly Command[]): Choice[] {
  const typed = words.toLowerCase();
  if (!/^\/\S*( \S*)?$/.test(typed)) return [];
  const [name = '', argument] = typed.split(' ');
  const found = argument === undefined ? ofName(name, commands) : ofArgument(name, argument, commands);
  const whole = found.some(({ text, label }) => text === typed || (argument === undefined && label === typed));
  return whole ? [] : found;
}

function ofName(typed: string, commands: readonly Command[]): Choice[] {
  return commands.flatMap(({ textAliases, description, args: [first] }) => {
    const alias = textAliases.find((one) => one.startsWith(typed));
    if (alias === undefined) return [];
    return [{ text: first ? `${alias} ` : alias, label: alias, takes: first ? `[${first.name}]` : '', description }];
  });
}

function ofArgument(name: string, typed: string, commands: readonly Command[]): Choice[] {
  const [first] = commands.find(({ textAliases }) => textAliases.includes(name))?.args ?? [];
  const { choices = [], description = '' } = first ?? {};
  return choices
    .filter(({ value }) => value.startsWith(typed))
    .map(({ value, label }) => ({ text: `${name} ${value}`, label, takes: '', description }));
}
