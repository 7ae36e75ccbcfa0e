// An element for the page's code where there is no browser: a tree of nodes and words. It reads no HTML, and says so
// loudly when it is asked to.

type Part = string | StandIn;
type Listener = (event: object) => void;

export class StandIn {
  readonly tag: string;
  readonly attributes = new Map<string, string>();
  readonly dataset: Record<string, string> = {};
  readonly style: Record<string, string> = {};
  className = '';
  id = '';
  value = '';
  hidden = false;
  parts: Part[] = [];
  parent: StandIn | null = null;
  readonly #listeners = new Map<string, Listener[]>();

  constructor(tag = 'div') {
    this.tag = tag;
  }

  get children(): StandIn[] {
    return this.parts.filter((part) => part instanceof StandIn);
  }
  get firstElementChild(): StandIn | null {
    return this.children[0] ?? null;
  }
  get lastElementChild(): StandIn | null {
    return this.children.at(-1) ?? null;
  }
  get nextElementSibling(): StandIn | null {
    const among = this.parent?.children ?? [];
    return among[among.indexOf(this) + 1] ?? null;
  }
  get textContent(): string {
    return this.parts.map((part) => (typeof part === 'string' ? part : part.textContent)).join('');
  }
  set textContent(text: string) {
    this.parts = text === '' ? [] : [text];
  }
  set innerHTML(_: string) {
    throw new Error('Words of others were to be read as HTML');
  }
  set outerHTML(_: string) {
    throw new Error('Words of others were to be read as HTML');
  }
  insertAdjacentHTML(): void {
    throw new Error('Words of others were to be read as HTML');
  }

  append(...parts: Part[]): void {
    for (const part of parts) {
      if (part instanceof StandIn) {
        part.remove();
        part.parent = this;
      }
      if (part !== '') this.parts.push(part);
    }
  }
  replaceChildren(...parts: Part[]): void {
    this.parts = [];
    this.append(...parts);
  }
  insertBefore(node: StandIn, place: StandIn | null): void {
    node.remove();
    node.parent = this;
    this.parts.splice(place ? this.parts.indexOf(place) : this.parts.length, 0, node);
  }
  replaceWith(node: StandIn): void {
    this.parent?.insertBefore(node, this);
    this.remove();
  }
  remove(): void {
    if (this.parent) this.parent.parts = this.parent.parts.filter((part) => part !== this);
    this.parent = null;
  }
  querySelector(selector: string): StandIn | null {
    return this.children.find(({ className }) => `.${className}` === selector) ?? null;
  }

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }
  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }
  addEventListener(name: string, listener: Listener): void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
  }
  tell(name: string, event: object = {}): void {
    for (const listener of this.#listeners.get(name) ?? []) listener({ preventDefault: () => undefined, ...event });
  }

  readonly classList = { toggle: () => false };
  focus(): void {}
  scrollIntoView(): void {}

  /** Itself, and everything in it. */
  *all(): Generator<StandIn> {
    yield this;
    for (const child of this.children) yield* child.all();
  }
}

/** The kinds that the page's code asks for by name. */
export const kinds = {
  HTMLElement: StandIn,
  HTMLButtonElement: class extends StandIn {},
  HTMLDivElement: class extends StandIn {},
  HTMLFormElement: class extends StandIn {},
  HTMLInputElement: class extends StandIn {},
  HTMLTextAreaElement: class extends StandIn {},
};

const byTag: Record<string, new (tag: string) => StandIn> = {
  button: kinds.HTMLButtonElement,
  div: kinds.HTMLDivElement,
  form: kinds.HTMLFormElement,
  input: kinds.HTMLInputElement,
  textarea: kinds.HTMLTextAreaElement,
};

export function makeElement(tag: string): StandIn {
  return new (byTag[tag] ?? StandIn)(tag);
}
