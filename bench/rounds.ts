// Interleaved rounds: absolute figures move by a factor of two between runs, so only ratios within one round count.

export type Spread = { median: number; min: number; max: number };

/** How many rounds a bench has: BENCH_ROUNDS, or five. */
export function roundCount(): number {
  const wanted = Number(process.env.BENCH_ROUNDS ?? 5);
  if (Number.isInteger(wanted) && wanted > 0) return wanted;
  throw new Error(
    `Cannot count rounds: BENCH_ROUNDS must be a positive integer, received '${process.env.BENCH_ROUNDS}'`,
  );
}

/** A, B, A, B…: what each of them measured, in the order of the rounds. */
export async function rounds<Who, What>(field: Who[], once: (who: Who) => Promise<What>): Promise<Map<Who, What[]>> {
  const measured = new Map<Who, What[]>(field.map((who) => [who, []]));
  for (let round = 0; round < roundCount(); round += 1) {
    for (const who of field) measured.get(who)?.push(await once(who));
  }
  return measured;
}

/** Null where a figure is missing: a ratio of some rounds would hide that. */
export function ratios(above: (number | null)[], below: (number | null)[]): number[] | null {
  const divided = above.map((value, round) => {
    const base = below[round] ?? null;
    return value === null || base === null || base === 0 ? null : value / base;
  });
  return complete(divided);
}

export function complete(values: (number | null)[]): number[] | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length && known.length > 0 ? known : null;
}

export function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)] ?? Number.NaN;
  const high = sorted[Math.ceil(middle)] ?? Number.NaN;
  return { median: (low + high) / 2, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}
