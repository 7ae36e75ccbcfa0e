// The groups that a person puts sessions in, in their order. Nobody tells of a change to them: they are asked for anew
// when a session speaks of one that is not known.
import { signal } from '@preact/signals';
import * as v from 'valibot';
import type { Gateway } from '../state/gateway.ts';

const Listing = v.object({ groups: v.array(v.object({ name: v.string() })) });

type Source = Pick<Gateway, 'ask'>;

export class Groups {
  readonly names = signal<readonly string[]>([]);
  readonly #gateway: Source;

  constructor(gateway: Source) {
    this.#gateway = gateway;
  }

  met(name: string): void {
    if (!this.names.peek().includes(name)) void this.load();
  }

  async load(): Promise<void> {
    await this.#change('sessions.groups.list', {}).catch(() => undefined);
  }

  async rename(name: string, to: string): Promise<void> {
    await this.#change('sessions.groups.rename', { name, to });
  }

  /** Its sessions stay, and are in no group then. */
  async remove(name: string): Promise<void> {
    await this.#change('sessions.groups.delete', { name });
  }

  async add(name: string): Promise<void> {
    await this.load();
    await this.#order([...this.names.peek(), name]);
  }

  /** One place up or down. */
  async move(name: string, by: -1 | 1): Promise<void> {
    await this.load();
    const names = [...this.names.peek()];
    const from = names.indexOf(name);
    const to = from + by;
    const other = names[to];
    if (from < 0 || other === undefined) return;
    names[to] = name;
    names[from] = other;
    await this.#order(names);
  }

  async #order(names: readonly string[]): Promise<void> {
    await this.#change('sessions.groups.put', { names });
  }

  async #change(method: string, params: object): Promise<void> {
    const { groups } = await this.#gateway.ask(method, params, Listing);
    this.names.value = groups.map(({ name }) => name);
  }
}
