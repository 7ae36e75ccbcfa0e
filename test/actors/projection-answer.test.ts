// What people see of an assistant's words: nothing that was meant for a machine, and all of the code.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Answer, answerText } from '../../src/display/answer.ts';
import { sized } from '../fixtures/sized.ts';

const tags = ['[[reply_to_current]]', '[[reply_to: 4f-1]]', '[[ audio_as_voice ]]', '[[tts:fast]]', '[[/TTS]]'];
const tokens = ['<|im_end|>', '<|endoftext|>', '<｜end▁of▁sentence｜>', '＜｜Assistant｜＞', '<｜begin of sentence｜>'];
const elements = [
  '<think>a secret</think>',
  '<thinking>\na secret\n\n</thinking>',
  '<tool_call>{"name": "secret"}</tool_call>',
  '<tool_call>secret\n<arg_key>a</arg_key></tool_call>',
  '<function_calls>\n<invoke name="secret"></invoke>\n</function_calls>',
  '<tool_calls> [{"secret": 1}] </tool_calls>',
  '<function=secret><parameter=a>1</parameter></function>',
  '<invoke name="secret"><parameter name="a">b</parameter></invoke>',
  '<minimax:tool_call>secret</minimax:tool_call>',
  '<tool_result>{"secret": 1}</tool_result>',
  '<|tool_calls_section_begin|>secret<|tool_calls_section_end|>',
  '<｜tool▁calls▁begin｜>secret<｜tool▁calls▁end｜>',
  '<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>\na secret\n<<<END_OPENCLAW_INTERNAL_CONTEXT>>>',
];
const signs = [...tags, ...tokens, ...elements];

describe('answerText()', () => {
  test.each(signs)('leaves out %j wherever it stands', (sign) => {
    expect(answerText(sign)).toBe('');
    expect(answerText(`${sign} Hello`)).toBe('Hello');
    expect(answerText(`${sign}\n\nHello`)).toBe('Hello');
    expect(answerText(`Hello${sign}`).trim()).toBe('Hello');
    expect(answerText(`Hello ${sign}`).trim()).toBe('Hello');
    expect(answerText(`One\n\n${sign}\n\nTwo`)).toBe('One\n\nTwo');
    expect(answerText(`One ${sign} two`)).toMatch(sign.includes('\n') ? /^One \n\ntwo$/ : /^One two$/);
  });

  test.each(elements)('leaves out %j when it was cut short', (element) => {
    const begin = /^<[^>]*>+/.exec(element)?.[0] ?? '';
    expect(answerText(`Hello ${begin}`).trim()).toBe('Hello');
    for (let end = begin.length; end < element.length; end += 1) {
      expect(answerText(`Hello ${element.slice(0, end)}`).trim()).toBe('Hello');
    }
  });

  test('leaves out a sign whose own end is missing', () => {
    for (const cut of [
      '[[reply_to_cur',
      '[[audio',
      '<|im_en',
      '<｜end▁of',
      '<tool_c',
      '<think',
      '</think',
      '<<<BEGIN_OP',
    ]) {
      expect(answerText(`Hello ${cut}`)).toBe('Hello ');
    }
  });

  test.each(signs)('never touches %j in code', (sign) => {
    const line = sign.replaceAll('\n', ' ');
    for (const code of [
      `Write \`${line}\` like this`,
      `Write \`\` a \` ${line} \`\` like this`,
      `Over\n\`lines\n${line}\` it goes`,
      `Before\n\n\`\`\`xml\n${sign}\n\`\`\`\n\nafter`,
      `~~~\n${sign}\n\`\`\`\n${sign}\n~~~`,
      `- a list\n  \`\`\`\n  ${sign}\n  \`\`\``,
      `> \`\`\`\n> ${line}\n> \`\`\``,
      `\`\`\`\ncut short ${sign}`,
    ]) {
      expect(answerText(code)).toBe(code);
    }
  });

  test('knows what only looks like code', () => {
    expect(answerText('The ` key [[reply_to_current]] is there')).toBe('The ` key is there');
    expect(answerText('The ` key\n\n[[reply_to_current]]` is there')).toBe('The ` key\n\n` is there');
    expect(answerText('```\ncode\n``` \n[[reply_to_current]]')).toBe('```\ncode\n``` \n');
    expect(answerText('```\ncode\n```<|im_end|>')).toBe('```\ncode\n```');
  });

  test('leaves people to write about what is not a sign', () => {
    for (const text of [
      'See [[the page]] and [[reports]]',
      'a < b, b > c, x <- y and vector<int>',
      'Put it in a <tool_call> tag, says the page',
      'List<Function> and <b>bold</b> and <details>',
      'NO_REPLY is what it says when there is nothing to say',
      'a <| b |> c',
    ]) {
      expect(answerText(text)).toBe(text);
    }
  });

  test('shows nothing of a reply that is only NO_REPLY', () => {
    for (const text of [
      'NO_REPLY',
      'no_reply',
      ' NO_REPLY\n',
      '[[reply_to_current]] NO_REPLY',
      'NO_REPLY<|im_end|>',
      '',
    ])
      expect(answerText(text)).toBe('');
  });

  test('joins nothing that was apart', () => {
    expect(answerText('one<|x|>two')).toBe('one two');
    expect(answerText('[[reply_[[audio_as_voice]]to_current]]')).not.toContain('[[reply_to_current]]');
    expect(answerText('one\n[[audio_as_voice]]\n    two')).toBe('one\n    two');
  });

  test('takes a time that grows with the text and no faster', { timeout: 20_000 }, () => {
    for (const part of [
      '[[',
      '<',
      '`',
      '``a',
      '[[reply_to',
      '<think>',
      '\n ',
      ' ',
      '~~~\n',
      '<|a|>',
      '`<|',
      '- ',
      '<a ',
    ]) {
      const text = part.repeat(200_000 / part.length);
      expect(answerText(answerText(`${text}[[reply_to_current]]`))).not.toContain('[[reply_to_current]]\n');
    }
  });
});

const pieces = [
  ...[...signs, 'NO_REPLY', 'no_reply', 'word', 'a', ' ', '    ', '\n', '\n\n', '\r\n', '\t', '✓', '😀'],
  ...['[[', '[', ']]', ']', 'reply_', 'to_current', 'im_end', '<|', '|>', '<', '>', '</', '/', '=', ':', '- ', '> '],
  ...['<think>', '</think>', '<tool_call>', '</tool_call>', '{"a": 1}', '<invoke name="x">', 'minimax:', 'tool_call'],
  ...['<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>', '<<<END_OPENCLAW_INTERNAL_CONTEXT>>>', '`', '``', '```', '~~~'],
];
const written = fc.array(fc.constantFrom(...pieces), { maxLength: 30 });

test('answerText() changes nothing of what it gave', { timeout: 30_000 }, () => {
  const law = fc.property(written, (parts) => {
    const once = answerText(parts.join(''));
    expect(answerText(once)).toBe(once);
  });
  fc.assert(law, { numRuns: sized(4000, 20_000) });
});

test.each([
  '```<|[[reply_to_current]]````\r\n[[reply_to_current]]',
  '```<think>`</think>\nx\n```\n[[reply_to_current]]',
  '```<think>`\n</think>x\n  ```\n[[reply_to_current]]',
])('answerText() reads the fence that leaving something out opened in %j as one', (text) => {
  expect(answerText(text)).not.toContain('[[reply_to_current]]');
  expect(answerText(answerText(text))).toBe(answerText(text));
});

test('Answer shows only what stays, and in the end what answerText() shows', { timeout: 30_000 }, () => {
  const law = fc.property(fc.array(written, { maxLength: 3 }), fc.boolean(), (texts, byCharacter) => {
    const answer = new Answer();
    let seen = '';
    const look = () => {
      expect(answer.text.startsWith(seen)).toBe(true);
      seen = answer.text;
    };
    for (const parts of texts) {
      for (const delta of byCharacter ? parts.join('').split('') : parts) {
        answer.hear(delta);
        look();
      }
      answer.close();
      look();
    }
    const shown = texts.map((parts) => answerText(parts.join(''))).filter((text) => text !== '');
    expect(seen).toBe(shown.join('\n\n'));
  });
  fc.assert(law, { numRuns: sized(500, 2000) });
});

test('answerText() keeps every fence and every code span as it was written', { timeout: 30_000 }, () => {
  const quiet = fc.constantFrom('word ', 'more\n', '\n\n', ...signs);
  const inside = fc.array(fc.constantFrom(...signs, 'x = 1', '\n'), { minLength: 1, maxLength: 4 });
  const fence = inside.map((parts) => `\n\n\`\`\`\n${parts.join('')}\n\`\`\`\n\n`);
  const span = inside.map((parts) => ` \`${parts.join('').replaceAll('\n', ' ')}\` `);
  const law = fc.property(fc.array(fc.oneof(quiet, fence, span), { maxLength: 12 }), (parts) => {
    const shown = answerText(parts.join(''));
    for (const part of parts) if (part.includes('`')) expect(shown).toContain(part.trim());
  });
  fc.assert(law, { numRuns: sized(1000, 5000) });
});

test.each([
  'no_reply```\n~~~\n[[reply_to_current]]',
  'a```\n```[[reply_to_current]]',
  'a ``b\n1. ```\n[[reply_to_current]]\n```',
  '```\ncode\n```<|im_end|>\n[[reply_to_current]]',
  'a `b <think>`c</think>` d\n\n[[reply_to_current]]',
])('Answer takes nothing back of %j, letter by letter', (text) => {
  const answer = new Answer();
  let seen = '';
  for (const letter of text) {
    answer.hear(letter);
    expect(answer.text.startsWith(seen)).toBe(true);
    seen = answer.text;
  }
  answer.close();
  expect(answer.text).toBe(answerText(text));
});

test('Answer does not wait for the end of what is surely words', () => {
  const answer = new Answer();
  const seen = [
    'N',
    'O',
    'W ',
    'a < b',
    ' [',
    '[',
    'x]] `co',
    'de',
    ' <|',
    '` ',
    '[[reply_to',
    '_current]]',
    ' on',
  ].map((delta) => {
    answer.hear(delta);
    return answer.text;
  });
  expect(seen).toEqual([
    ...['', '', 'NOW ', 'NOW a < b', 'NOW a < b ', 'NOW a < b ', 'NOW a < b [[x]] `co', 'NOW a < b [[x]] `code'],
    ...['NOW a < b [[x]] `code ', 'NOW a < b [[x]] `code <|` ', 'NOW a < b [[x]] `code <|` '],
    ...['NOW a < b [[x]] `code <|` ', 'NOW a < b [[x]] `code <|` on'],
  ]);
});
