// The rooms around the chat, and what lies over all of them, as somebody in them looks for things: by role and by name.
import type { Locator, Page } from 'playwright-core';
import type { Gateway } from '../fixtures/gateway.ts';
import type { Visitor } from './visitor.ts';

export const rooms = ['Overview', 'Sessions', 'Agents', 'Devices', 'Logs', 'Settings'] as const;
export type Room = (typeof rooms)[number];

export class House {
  readonly visitor: Visitor;

  constructor(visitor: Visitor) {
    this.visitor = visitor;
  }

  get page(): Page {
    return this.visitor.page;
  }

  /** What is in the room, without the side. */
  get room(): Locator {
    return this.page.getByRole('main');
  }

  get title(): Locator {
    return this.room.getByRole('heading', { level: 1 });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  get menu(): Locator {
    return this.page.getByRole('menu');
  }

  get inspector(): Locator {
    return this.page.getByRole('complementary', { name: 'About this chat' });
  }

  /** The chats at the side. */
  get chats(): Locator {
    return this.page.getByRole('navigation', { name: 'Chats' });
  }

  /** A chat at the side, by its title. */
  chat(title: string): Locator {
    return this.chats.getByRole('listitem').filter({ has: this.page.getByText(title, { exact: true }) });
  }

  /** The titles of the chats under one heading at the side. */
  async chatsUnder(heading: string): Promise<string[]> {
    const section = this.chats.getByRole('region', { name: heading });
    return section.locator('.session-title').allInnerTexts();
  }

  section(name: string): Locator {
    return this.room.getByRole('region', { name, exact: true });
  }

  /** A row of a section, by some of its words. */
  row(section: string, words: string | RegExp): Locator {
    return this.section(section).getByRole('listitem').filter({ hasText: words });
  }

  /** The value beside a name. */
  fact(name: string): Locator {
    return this.room
      .locator('dl > div')
      .filter({ has: this.page.getByText(name, { exact: true }) })
      .locator('dd');
  }

  notice(words: string | RegExp): Locator {
    return this.page.locator('.notice').filter({ hasText: words });
  }

  async enter(room: Room): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: room }).click();
    await this.title.getByText(room, { exact: true }).waitFor();
  }

  async opensChat(title: string): Promise<void> {
    await this.chat(title).getByRole('link').click();
    await this.title.getByText(title, { exact: true }).waitFor();
  }

  /** Something from the menu of a chat at the side. */
  async chooses(title: string, item: string): Promise<void> {
    await this.chat(title)
      .getByRole('button', { name: `Actions for ${title}` })
      .click();
    await this.menu.getByRole('menuitem', { name: item, exact: true }).click();
  }

  async opensPalette(query = ''): Promise<Locator> {
    await this.page.keyboard.press('Control+k');
    const field = this.dialog.getByRole('combobox');
    await field.fill(query);
    return field;
  }

  /** What the palette offers under one heading. */
  found(heading: 'Chats' | 'Actions' | 'Messages'): Locator {
    return this.dialog.getByRole('group', { name: heading }).getByRole('option');
  }

  async opensInspector(tab: 'Session' | 'Tools' | 'Checkpoints'): Promise<void> {
    if (!(await this.inspector.isVisible())) await this.visitor.button('Session, tools and checkpoints').click();
    await this.inspector.getByRole('tab', { name: tab }).click();
  }
}

/** By which a chat is found in the address. */
export function chatAddress({ http }: Pick<Gateway, 'http'>, key: string): string {
  const [, agent = 'main', ...name] = key.split(':');
  return name.length === 0 ? `${http}/chat/main/${key}` : `${http}/chat/${agent}/${name.join(':')}`;
}
