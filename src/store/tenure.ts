// Who has a database that many can reach: one row, judged by the database's own clock, so that those of two machines
// need not agree. A gateway renews it; a Workers deployment stands until it is told otherwise.
import type { Client } from '@libsql/client';
import * as v from 'valibot';
import { GatewayError } from '../errors.ts';

/** So long after its last sign of life a gateway counts as gone. */
export const TENURE_SECONDS = 30;

export type OwnerKind = 'gateway' | 'workers';

export type Owner = {
  /** Of one process, or of one deployment. */
  id: string;
  /** Where it lives: who comes from there again is its heir, and need not wait. */
  home: string;
  kind: OwnerKind;
  /** For people's eyes. */
  name: string;
  /** Whether it still counts. */
  fresh: boolean;
};

export type Claim = Omit<Owner, 'fresh'>;
type Place = { $client: Client };

const OWNER = 'owner';
/** Whoever has it may leave between the refusal and the question who it was. */
const ATTEMPTS = 3;
const Row = v.object({
  id: v.string(),
  home: v.string(),
  kind: v.picklist(['gateway', 'workers']),
  name: v.string(),
  fresh: v.pipe(
    v.number(),
    v.transform((one) => one === 1),
  ),
});

const part = (name: string) => `json_extract("meta"."value", '$.${name}')`;
const isFresh = `${part('kind')} = 'workers' or ${part('seen')} > unixepoch() - ${TENURE_SECONDS}`;

export async function readOwner({ $client }: Place): Promise<Owner | null> {
  const columns = ['id', 'home', 'kind', 'name'].map((name) => `${part(name)} as "${name}"`);
  const { rows } = await $client.execute({
    sql: `select ${columns.join(', ')}, (${isFresh}) as "fresh" from meta where "meta"."name" = ?`,
    args: [OWNER],
  });
  return rows[0] ? v.parse(Row, { ...rows[0] }) : null;
}

/** Null when the claim has it now; otherwise who has it. `over`: also from a deployment that stands. */
export async function takeTenure(place: Place, claim: Claim, over = false): Promise<Owner | null> {
  const { id, home, kind, name } = claim;
  const row = `json_object('id', ?2, 'home', ?3, 'kind', ?4, 'name', ?5, 'seen', unixepoch())`;
  const free = [`${part('home')} = ?3`, `not (${isFresh})`, ...(over ? [`${part('kind')} = 'workers'`] : [])];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { rowsAffected } = await place.$client.execute({
      sql: `insert into "meta" ("name", "value") values (?1, ${row})
        on conflict ("name") do update set "value" = excluded."value" where ${free.join(' or ')}`,
      args: [OWNER, id, home, kind, name],
    });
    if (rowsAffected === 1) return null;
    const owner = await readOwner(place);
    if (owner) return owner;
  }
  throw new GatewayError('UNAVAILABLE', 'Cannot use the database as others keep taking it', { retryAfterMs: 2000 });
}

/** A Workers deployment, which has no process that could renew anything. Null when it has the database now. */
export function standAsWorkers(place: Place, deployment: string): Promise<Owner | null> {
  const id = `workers:${deployment}`;
  return takeTenure(place, { id, home: id, kind: 'workers', name: deployment });
}

/** False when it is another's by now, or nobody's: then a person has to say how to go on. */
export async function renewTenure({ $client }: Place, id: string): Promise<boolean> {
  const { rowsAffected } = await $client.execute({
    sql: `update "meta" set "value" = json_set("value", '$.seen', unixepoch()) where "name" = ? and ${part('id')} = ?`,
    args: [OWNER, id],
  });
  return rowsAffected === 1;
}

export async function endTenure({ $client }: Place, id: string): Promise<void> {
  await $client.execute({ sql: `delete from meta where "name" = ? and ${part('id')} = ?`, args: [OWNER, id] });
}

/** Why somebody else cannot have it, and what to do. */
export function heldBy(owner: Owner): GatewayError {
  const words =
    owner.kind === 'workers'
      ? `${ownerName(owner)} has it: take that one down, then start once with --take-over`
      : `${ownerName(owner)} has it: stop that one, or wait ${TENURE_SECONDS} seconds if it is gone`;
  return new GatewayError('UNAVAILABLE', `Cannot use the database as ${words}`, {
    retryAfterMs: TENURE_SECONDS * 1000,
  });
}

export function ownerName({ kind, name }: Owner): string {
  return kind === 'workers' ? `the Workers deployment ${name}` : `the gateway on ${name}`;
}
