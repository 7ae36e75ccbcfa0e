// What the model of the pictures says, in the format of chat completions: thoughts, a tool, words.
export type Spoken = {
  thoughts?: string;
  tools?: { name: string; arguments: object }[];
  text?: string;
  /** Tokens of the conversation so far. */
  context: number;
};

let calls = 0;

/** A whole body, with nothing left out. */
export function scripted({ thoughts, tools = [], text, context }: Spoken): { type: 'raw'; body: string } {
  const deltas: object[] = [{ role: 'assistant', content: text === undefined ? null : '' }];
  if (thoughts !== undefined) deltas.push({ reasoning_content: thoughts });
  for (const [index, { name, arguments: input }] of tools.entries()) {
    calls += 1;
    const call = { name, arguments: JSON.stringify(input) };
    deltas.push({ tool_calls: [{ index, id: `call_${calls}`, type: 'function', function: call }] });
  }
  if (text !== undefined) deltas.push({ content: text });
  const finish_reason = tools.length > 0 ? 'tool_calls' : 'stop';
  const chunks = [
    ...deltas.map((delta) => ({ choices: [{ index: 0, delta, finish_reason: null }] })),
    { choices: [{ index: 0, delta: {}, finish_reason }] },
    { choices: [], usage: { prompt_tokens: context, completion_tokens: 180, total_tokens: context + 180 } },
  ];
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1767225600, model: 'scripted' };
  const lines = chunks.map((chunk) => `data: ${JSON.stringify({ ...head, ...chunk })}\n\n`);
  return { type: 'raw', body: `${lines.join('')}data: [DONE]\n\n` };
}
