import { Refusal, type Tx } from '../../platform/index.ts';
import { type CartonTypeRow, upsertCartonTypes } from './queries.ts';

/** Adds carton types, or changes those of the same code. Refuses the same code twice in one call. */
export async function keepCartonTypes(tx: Tx, types: readonly CartonTypeRow[]): Promise<void> {
  const codes = types.map((type) => type.cartonCode);
  const twice = codes.find((code, at) => codes.indexOf(code) !== at);
  if (twice !== undefined) {
    throw new Refusal('duplicate_code', `The carton ${twice} comes twice.`, { facts: { twice } });
  }
  await upsertCartonTypes(tx, types);
}
