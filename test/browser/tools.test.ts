// The work that leads to an answer: thoughts and tools, in order, folded until somebody wants to know.
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { modelSettings } from '../fixtures/model.ts';
import { node } from '../fixtures/runtimes.ts';
import { openGateway, test as withPage } from './fixture.ts';
import type { Visitor } from './visitor.ts';

const program = fileURLToPath(new URL('../fixtures/mcp-program.ts', import.meta.url));

/** One tool of it never ends, another says a great deal. */
const test = withPage.extend('running', { scope: 'file' }, async ({ model }) => {
  const server = { command: node.command[0], args: [program] };
  return openGateway({ ...modelSettings(model), mcp: { servers: { tools: server } } });
});
const call = (name: string, input = '{}') => ({ id: `call-of-${name}`, name, arguments: input });

describe('Of the work that leads to an answer', () => {
  test('each tool stands in its place, with how it went and what came of it', async ({ visitor, model }) => {
    model.acts('use tools', [
      { type: 'tools', text: 'I look first.', calls: [call('session_status', '{"query":"pears"}')] },
      { type: 'tools', calls: [call('no_such_tool', '{"query":"pears"}')] },
      { type: 'text', text: 'That was all.' },
    ]);
    await visitor.says('use tools');
    await visitor.message('That was all.').waitFor();
    const expected = [
      'use tools',
      'I look first.',
      expect.stringMatching(/^Looked at the session pears done/),
      expect.stringMatching(/^no_such_tool pears failed/),
      'That was all.',
    ];
    await expect.poll(() => linesOf(visitor, 5)).toEqual(expected);
    await visitor.reloads();
    await visitor.message('That was all.').waitFor();
    expect(await linesOf(visitor, 5)).toEqual(expected);

    await visitor.fold(/Looked at the session/).click();
    await visitor.conversation.getByRole('region', { name: 'Input' }).getByText('"query": "pears"').waitFor();
    await visitor.conversation.getByRole('region', { name: 'Output' }).getByText('agent:main:main').waitFor();
    await visitor.fold(/no_such_tool/).click();
    await visitor.conversation
      .getByRole('region', { name: 'Output' })
      .last()
      .getByText(/no_such_tool/)
      .waitFor();
  });

  test('a tool that runs says so, and has come to nothing when it is stopped, in a tab that came meanwhile too', async ({
    visitor,
    model,
  }) => {
    model.acts('wait for it', [
      { type: 'tools', text: 'It may take long.', calls: [call('tools__hang')] },
      { type: 'text', text: 'Never said' },
    ]);
    await visitor.says('wait for it');
    await visitor.fold('tools__hang running').waitFor();
    const tab = await visitor.opensTab();
    await tab.message('It may take long.').waitFor();
    // Who came later sees it at work, too, and so does who comes back.
    await tab.fold('tools__hang running').waitFor();
    await visitor.reloads();
    await visitor.fold('tools__hang running').waitFor();
    await tab.button('Stop').click();
    for (const one of [visitor, tab]) {
      await one.fold(/^tools__hang (failed|no result)/).waitFor();
      await one.button('Send').waitFor();
      expect(await one.message('It may take long.').count()).toBe(1);
    }
    await visitor.reloads();
    await visitor.fold(/^tools__hang (failed|no result)/).waitFor();
    // That it was stopped is said once.
    await visitor.message('It may take long.').getByText('Stopped').waitFor();
    expect(await visitor.conversation.getByText('Ended before there was an answer').count()).toBe(0);
  });

  test('what a tool said at great length is opened in part, and whole when somebody wants it', async ({
    visitor,
    model,
  }) => {
    model.acts('at length', [
      { type: 'tools', calls: [call('tools__long')] },
      { type: 'text', text: 'That was long.' },
    ]);
    await visitor.says('at length');
    await visitor.message('That was long.').waitFor();
    await visitor.reloads();
    await visitor.message('That was long.').waitFor();
    await visitor.fold(/^tools__long done/).click();
    const output = visitor.conversation.getByRole('region', { name: 'Output' });
    const part = await lettersOf(visitor);
    await output.getByRole('button', { name: 'Show all of it' }).click();
    await expect.poll(() => lettersOf(visitor)).toBeGreaterThan(part);
    // So many are kept of what a tool says.
    expect(await lettersOf(visitor)).toBeGreaterThanOrEqual(100_000);
    await output.getByRole('button', { name: 'Show all of it' }).waitFor({ state: 'detached' });
  });

  test('thoughts are folded, and are there when somebody wants them, after a reload too', async ({
    visitor,
    model,
  }) => {
    model.answers('think', { type: 'text', text: 'Thought over.', reasoning: 'Pears are fruit, so' });
    await visitor.says('think');
    await visitor.message('Thought over.').waitFor();
    await visitor.button('Send').waitFor();
    for (const again of [() => Promise.resolve(), () => visitor.reloads()]) {
      await again();
      await visitor.message('Thought over.').waitFor();
      const thoughts = visitor.conversation.getByText('Pears are fruit, so');
      expect(await thoughts.count()).toBe(0);
      expect(await linesOf(visitor, 3)).toEqual(['think', 'Thoughts', 'Thought over.']);
      await visitor.fold('Thoughts').click();
      await thoughts.waitFor();
    }
  });
});

async function linesOf({ lines }: Visitor, last: number): Promise<string[]> {
  const texts = await lines.allInnerTexts();
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim()).slice(-last);
}

/** How many of what the tool says stand in its output. */
async function lettersOf({ conversation }: Visitor): Promise<number> {
  const output = await conversation.getByRole('region', { name: 'Output' }).textContent();
  return (output ?? '').split('y').length - 1;
}
