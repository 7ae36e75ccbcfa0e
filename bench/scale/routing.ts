// What it takes to find the gateway that a request is for, by how many names the variable lists.
import { addressed } from '../../src/edge/gateway-name.ts';
import { note, type Series } from './gauge.ts';

const TIMES = 2000;
/** As many as fit one variable of the platform, which takes five thousand bytes. */
export const MOST_BYTES = 5000;

export function routing(series: Series): void {
  for (const count of [1, namesThatFit()]) {
    const names = listOf(count);
    const url = new URL(`https://${nameOf(count - 1)}.example/sessions/main/socket`);
    const began = performance.now();
    for (let index = 0; index < TIMES; index += 1) addressed(url, names);
    note(series, `routing, a list of ${count}: microseconds`, ((performance.now() - began) * 1000) / TIMES);
  }
}

export function namesThatFit(): number {
  let count = 1;
  while (listOf(count + 1).length <= MOST_BYTES) count += 1;
  return count;
}

export function nameOf(index: number): string {
  return `g${index.toString(36).padStart(5, '0')}`;
}

function listOf(count: number): string {
  return Array.from({ length: count }, (_, index) => nameOf(index)).join(' ');
}
