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

  /** The line that says how things stand with the gateway. */
  get standing(): Locator {
    return this.page.getByRole('status');
  }

  get conversation(): Locator {
    return this.page.getByRole('log');
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

  async open(address: string): Promise<void> {
    await this.page.goto(address);
  }

  /** Until messages can be written. */
  async arrives(): Promise<void> {
    await this.standing.getByText('Connected', { exact: true }).waitFor();
    await this.composer.and(this.page.locator(':read-write')).waitFor();
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

  async reloads(): Promise<void> {
    await this.page.reload();
  }

  /** Another tab of the same browser. */
  async opensTab(): Promise<Visitor> {
    const tab = new Visitor(await this.browser.newPage());
    await tab.open(this.page.url());
    return tab;
  }
}
