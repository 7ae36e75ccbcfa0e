// On the smallest phone, light and dark: nothing runs over the side, and everything can be reached.
import { describe, expect } from 'vitest';
import { signInLink, test } from './fixture.ts';
import type { Visitor } from './visitor.ts';

const wide = [
  '# A heading that is longer than the smallest phone is wide, and goes on for a while',
  `A word without an end: ${'wide'.repeat(60)} and an address: https://example.com/${'a/'.repeat(80)}`,
  `\`\`\`ts\nconst line = '${'x'.repeat(300)}';\n\`\`\``,
  `| one | two |\n|---|---|\n| ${'cell '.repeat(30)} | ${'c'.repeat(120)} |`,
  `- ${'item '.repeat(40)}\n- ${'i'.repeat(150)}`,
].join('\n\n');

describe.each(['light', 'dark'] as const)('On a phone of 320 pixels, %s, the page', (colorScheme) => {
  const phone = { browser: { viewport: { width: 320, height: 568 }, colorScheme, hasTouch: true, isMobile: true } };

  test('asks for the token without a scroll to the side', async ({ enter, gateway }) => {
    const visitor = await enter(gateway.http, phone);
    await visitor.heading('This gateway expects its token').waitFor();
    expect(await overhang(visitor)).toEqual([]);
    expect(await darkness(visitor)).toBe(colorScheme);
    await visitor.button('Connect').click({ trial: true });
  });

  test('shows a conversation of wide things without a scroll to the side, and the composer below it', async ({
    enter,
    gateway,
    model,
  }) => {
    const visitor = await enter(signInLink(gateway), phone);
    await visitor.arrives();
    const asked = `wide things, ${colorScheme} ${'y'.repeat(200)}`;
    model.answers(asked, { type: 'text', text: wide });
    await visitor.composer.fill(asked);
    await visitor.button('Send').tap();
    await visitor.conversation.getByRole('listitem').getByText(/^i+$/).waitFor();
    expect(await overhang(visitor)).toEqual([]);
    const box = await visitor.composer.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(568);
    const code = visitor.conversation.getByRole('region', { name: 'Code' });
    expect(await code.evaluate((block) => block.scrollWidth > block.clientWidth)).toBe(true);
    await visitor.composer.fill('/');
    await visitor.page.getByRole('listbox').waitFor();
    expect(await overhang(visitor)).toEqual([]);
  });
});

/** What stands out of the page, unless it scrolls in itself. */
function overhang({ page }: Visitor): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push(`the page, ${document.body.scrollWidth}`);
    const look = (element: Element) => {
      const { left, right, width } = element.getBoundingClientRect();
      if (width > 1 && (left < -0.5 || right > innerWidth + 0.5)) found.push(`${element.tagName}, ${left} to ${right}`);
      if (getComputedStyle(element).overflowX !== 'auto') for (const child of element.children) look(child);
    };
    look(document.body);
    return found;
  });
}

function darkness({ page }: Visitor): Promise<'light' | 'dark'> {
  return page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('There is nothing to paint on');
    for (const part of [document.documentElement, document.body]) {
      context.fillStyle = getComputedStyle(part).backgroundColor;
      context.fillRect(0, 0, 1, 1);
    }
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return red + green + blue < 3 * 128 ? 'dark' : 'light';
  });
}
