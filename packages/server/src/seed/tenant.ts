import { addPeople, hashPasswords, type PersonInput } from '../access/index.ts';
import { addNode, clientsOf, locationsOfType, virtualLocationIds } from '../catalogue/index.ts';
import type { Tx } from '../platform/index.ts';
import { postMoves } from '../stock/index.ts';
import type { DemoPerson } from './people.ts';

/** Units of a SKU that lie in a location when the books open. */
export interface OpeningStock {
  skuId: string;
  locationId: string;
  qty: number;
}

/** Moves per statement: large enough that round trips do not count, small enough for one parse. */
const MOVES_A_BATCH = 2_000;

/** Opening stock by ledger moves from the supplier, as every later receipt: nothing appears from nowhere. */
export async function postOpening(tx: Tx, opening: readonly OpeningStock[]): Promise<void> {
  const { supplier } = await virtualLocationIds(tx);
  const moves = opening
    .filter(({ qty }) => qty > 0)
    .map(({ skuId, locationId, qty }) => ({
      skuId,
      fromLocationId: supplier,
      toLocationId: locationId,
      qty,
      reason: 'opening',
    }));
  for (let at = 0; at < moves.length; at += MOVES_A_BATCH) {
    await postMoves(tx, moves.slice(at, at + MOVES_A_BATCH));
  }
}

/** Hashes the passwords of people before the transaction that adds them: each takes its time by design. */
export async function hashed(
  people: readonly DemoPerson[],
): Promise<(DemoPerson & { passwordHash: string })[]> {
  const hashes = await hashPasswords(people.map((person) => person.password));
  return people.map((person, index) => ({ ...person, passwordHash: hashes[index] ?? '' }));
}

export async function addDemoPeople(
  tx: Tx,
  people: readonly (DemoPerson & { passwordHash: string })[],
  nodeIds: ReadonlyMap<string, string>,
): Promise<void> {
  const clientIds = (await clientsOf(tx)).map(({ clientId }) => clientId);
  const inputs: PersonInput[] = people.map((person) => ({
    name: person.name,
    email: person.email,
    passwordHash: person.passwordHash,
    role: person.role,
    nodeIds: person.nodeCodes?.map((code) => idOf(nodeIds, code)) ?? null,
    clientIds: person.isClient === true ? clientIds : null,
  }));
  await addPeople(tx, inputs);
}

/** Adds a simple node and answers its id and the id of its one location. */
export async function addSimpleNode(
  tx: Tx,
  input: Omit<Parameters<typeof addNode>[1], 'mode'>,
): Promise<{ nodeId: string; stockLocationId: string }> {
  const nodeId = await addNode(tx, { ...input, mode: 'simple' });
  const [stock] = await locationsOfType(tx, nodeId, ['stock']);
  if (stock === undefined) throw new Error(`${input.nodeCode} has no stock location`);
  return { nodeId, stockLocationId: stock.locationId };
}

/** The id behind a code of the seed; a code that leads nowhere is a fault of its files. */
export function idOf(ids: ReadonlyMap<string, string>, code: string): string {
  const id = ids.get(code);
  if (id === undefined) throw new Error(`the seed names ${code}, which it does not contain`);
  return id;
}
