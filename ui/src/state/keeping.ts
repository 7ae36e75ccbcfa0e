// What the page keeps in the browser, by name: small, checked when it is read, and never missed when it cannot be kept.
import * as v from 'valibot';

const PREFIX = 'pincer.';

export function kept<const S extends v.GenericSchema>(name: string, schema: S): v.InferOutput<S> | null {
  try {
    const text = localStorage.getItem(PREFIX + name);
    const read = v.safeParse(schema, text === null ? null : JSON.parse(text));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}

/** Says whether it could be kept. */
export function keep(name: string, value: unknown): boolean {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Then there was nothing.
  }
}

/** The names below a beginning, without it. */
export function keptNames(beginning: string): string[] {
  try {
    const whole = PREFIX + beginning;
    return Object.keys(localStorage).flatMap((name) => (name.startsWith(whole) ? [name.slice(whole.length)] : []));
  } catch {
    return [];
  }
}
