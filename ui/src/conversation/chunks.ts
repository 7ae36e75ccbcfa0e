// Lines in bundles, so that a long conversation is laid out, compared and drawn by the bundle. A line stays where it was
// put: its node on the screen lives in that bundle, and to move it would be to make it anew.
import type { Line } from './line.ts';

export type Chunk = { id: number; lines: Line[] };

const FULL = 40;

export class Chunks {
  #homes = new Map<string, number>();

  arrange(lines: readonly Line[]): Chunk[] {
    const homes = this.#settle(lines);
    const chunks: Chunk[] = [];
    for (const line of lines) {
      const id = homes.get(line.key) ?? 0;
      const last = chunks.at(-1);
      if (last?.id === id) last.lines.push(line);
      else chunks.push({ id, lines: [line] });
    }
    this.#homes = homes;
    return chunks;
  }

  #settle(lines: readonly Line[]): Map<string, number> {
    const known = lines.findIndex(({ key }) => this.#homes.has(key));
    const homes = new Map<string, number>();
    let id = known < 0 ? 0 : (this.#homes.get(lines[known]?.key ?? '') ?? 0);
    const earlier = lines.slice(0, Math.max(0, known));
    earlier.toReversed().forEach(({ key }, index) => {
      homes.set(key, id - 1 - Math.floor(index / FULL));
    });
    let held = 0;
    for (const { key } of lines.slice(Math.max(0, known))) {
      // Homes only grow along the conversation, else two bundles would have one name.
      const home = Math.max(this.#homes.get(key) ?? id, id);
      const next = home === id && !this.#homes.has(key) && held >= FULL ? id + 1 : home;
      held = next === id ? held + 1 : 1;
      id = next;
      homes.set(key, id);
    }
    return homes;
  }
}
