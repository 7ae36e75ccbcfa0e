// A person at the page: what they do, and where they look for it. Only here stands how the page calls its parts, by role
// and by name.
import type { BrowserContext, Locator, Page } from 'playwright-core';

export class Visitor {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get browser(): BrowserContext {
    return this.page.context();
  }

  /** Where messages are written. */
  get composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Message' });
  }

  /** What is told to ears of how things stand with the gateway; it is on every view, before all else. */
  get standing(): Locator {
    return this.page.getByRole('status').first();
  }

  /** For eyes, while the gateway is away. */
  get banner(): Locator {
    return this.page.locator('.stage > .banner');
  }

  get conversation(): Locator {
    return this.page.getByRole('log');
  }

  /** Messages, tools, thoughts and rules, from top to bottom. */
  get lines(): Locator {
    return this.conversation.locator('[data-key]');
  }

  /** The messages that wait for their turn, above the composer. */
  get queue(): Locator {
    return this.page.getByRole('list', { name: 'Messages that wait' }).getByRole('listitem');
  }

  /** The chats at the side. */
  get chats(): Locator {
    return this.page.getByRole('navigation', { name: 'Chats' });
  }

  get secret(): Locator {
    return this.page.getByLabel('Token or password');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { name });
  }

  /** Whatever in the conversation holds these words as a text of its own. */
  message(words: string | RegExp): Locator {
    const text = this.page.getByText(words, { exact: true });
    return this.conversation.getByRole('article').filter({ has: text });
  }

  /** A line that opens: a tool, thoughts, a summary. */
  fold(name: string | RegExp): Locator {
    return this.conversation.getByRole('button', { name, expanded: false });
  }

  /** One that waits for its turn. */
  queued(words: string): Locator {
    return this.queue.filter({ hasText: `Next: ${words}` });
  }

  async open(address: string): Promise<void> {
    await this.page.goto(address);
  }

  /** Until there is a line to the gateway, in whichever view. */
  async connects(): Promise<void> {
    await this.page.getByRole('status').getByText('Connected', { exact: true }).waitFor();
  }

  /** Until messages can be written and are sent. */
  async arrives(): Promise<void> {
    await this.connects();
    await this.composer.waitFor();
  }

  /** After the gateway is there again: by itself, or because somebody could not wait. */
  async comesBack(): Promise<void> {
    const back = this.arrives();
    await Promise.race([back, this.button('Try now').click()]);
    await back;
  }

  async signIn(secret: string): Promise<void> {
    await this.secret.fill(secret);
    await this.button('Connect').click();
  }

  async says(words: string): Promise<void> {
    await this.composer.fill(words);
    await this.composer.press('Enter');
  }

  /** Words that would take long to type, and that the browser takes long to paste. */
  async saysAtOnce(words: string): Promise<void> {
    await this.composer.evaluate((box, value) => {
      Object.assign(box, { value });
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }, words);
    await this.composer.press('Enter');
  }

  async reloads(): Promise<void> {
    await this.page.reload();
  }

  /** Until the browser could show the page without its gateway. */
  async keepsItself(): Promise<void> {
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await this.reloads();
    await this.arrives();
  }

  /** Another tab of the same browser. */
  async opensTab(): Promise<Visitor> {
    const tab = new Visitor(await this.browser.newPage());
    await tab.open(this.page.url());
    return tab;
  }
}
