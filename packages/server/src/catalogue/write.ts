import type { SkuInput } from '@quayside/contract';
import { LostRace, only, record, type Tx, tenantFacts } from '../platform/index.ts';
import { firstClientId } from './client.ts';
import {
  type BarcodeInput,
  barcodesIn,
  differences,
  type KnownSku,
  refuseBadComponents,
  refuseBarcode,
  refuseChangeOfKind,
  refuseTwice,
} from './sku-input.ts';

/** What a catalogue import did. SKUs that were already as given count as neither. */
export interface PutOutcome {
  created: number;
  changed: number;
}

/** Facts of a SKU that the seed knows beyond what the API takes. */
export interface SkuSeed extends SkuInput {
  abc?: 'A' | 'B' | 'C';
}

/**
 * Creates or changes SKUs by code: all rows or none, in a handful of statements for any number of rows.
 *
 * A field that is left away stays as it was. `barcodes` and `components`, when given, are the whole
 * list: codes that are missing from it are taken off the SKU. New SKUs belong to the tenant's first
 * client. Locks the SKUs in order of their codes. Refuses `duplicate_code` (a SKU named twice; a
 * barcode that another SKU has, naming both), `unknown_sku`, `state_refused` (a plain SKU made a kit or
 * the reverse).
 */
export async function putSkus(tx: Tx, inputs: readonly SkuSeed[]): Promise<PutOutcome> {
  refuseTwice(inputs);
  const barcodes = barcodesIn(inputs);
  const known = await lockSkus(
    tx,
    inputs.map((input) => input.skuCode),
  );
  refuseChangeOfKind(inputs, known);
  const created = await insertSkus(
    tx,
    inputs.filter((input) => !known.has(input.skuCode)),
  );
  const changes = new Map<string, Record<string, unknown>>();
  for (const input of inputs) {
    const before = known.get(input.skuCode);
    const changed = before === undefined ? null : differences(before, input);
    if (changed !== null) changes.set(input.skuCode, changed);
  }
  await updateSkus(
    tx,
    inputs.filter((input) => changes.has(input.skuCode)),
  );
  const skuIds = new Map([
    ...[...known].map(([code, sku]) => [code, sku.skuId] as const),
    ...created,
  ]);
  for (const code of await replaceBarcodes(tx, inputs, barcodes, skuIds)) {
    if (known.has(code)) changes.set(code, { ...changes.get(code), barcodes: 'changed' });
  }
  for (const code of await replaceComponents(tx, inputs, skuIds)) {
    if (known.has(code)) changes.set(code, { ...changes.get(code), components: 'changed' });
  }
  await recordChanges(tx, created, changes, skuIds);
  return { created: created.size, changed: changes.size };
}

async function lockSkus(tx: Tx, skuCodes: readonly string[]): Promise<Map<string, KnownSku>> {
  const rows = await tx.query<KnownSku & { priceText: string | null }>(
    `select sku_id as "skuId", sku_code as "skuCode", name, tracking, is_kit as "isKit",
            length_mm as "lengthMm", width_mm as "widthMm", height_mm as "heightMm",
            weight_g as "weightG", price_minor as "priceText", currency, tags
       from catalogue.sku
      where tenant_id = $1 and sku_code = any($2)
      order by sku_code
        for no key update`,
    [tx.tenantId, skuCodes],
  );
  return new Map(
    rows.map(({ priceText, ...sku }) => [
      sku.skuCode,
      { ...sku, priceMinor: priceText === null ? null : Number(priceText) },
    ]),
  );
}

/** The rows of a request as one JSON argument: a set for SQL whatever its size. */
const skuRecord = `jsonb_to_recordset($2::jsonb) as g (
  sku_code text, name text, tracking text, is_kit boolean, length_mm int, width_mm int,
  height_mm int, weight_g int, price_minor bigint, currency text, abc text, tags text[])`;

function toRecord(input: SkuSeed): Record<string, unknown> {
  return {
    sku_code: input.skuCode,
    name: input.name,
    tracking: input.tracking,
    is_kit: (input.components ?? []).length > 0,
    length_mm: input.lengthMm,
    width_mm: input.widthMm,
    height_mm: input.heightMm,
    weight_g: input.weightG,
    price_minor: input.priceMinor,
    currency: input.currency,
    abc: input.abc,
    tags: input.tags,
  };
}

async function insertSkus(tx: Tx, inputs: readonly SkuSeed[]): Promise<Map<string, string>> {
  if (inputs.length === 0) return new Map();
  const clientId = await firstClientId(tx);
  const { baseCurrency } = await tenantFacts(tx);
  const rows = await tx.query<{ sku_id: string; sku_code: string }>(
    `insert into catalogue.sku (tenant_id, client_id, sku_code, name, tracking, is_kit, length_mm,
            width_mm, height_mm, weight_g, price_minor, currency, abc, tags)
     select $1, $3, g.sku_code, g.name, coalesce(g.tracking, 'none'), g.is_kit, g.length_mm,
            g.width_mm, g.height_mm, g.weight_g, g.price_minor, coalesce(g.currency, $4), g.abc,
            coalesce(g.tags, '{}')
       from ${skuRecord}
      order by g.sku_code
     on conflict (tenant_id, sku_code) do nothing
     returning sku_id, sku_code`,
    [tx.tenantId, JSON.stringify(inputs.map(toRecord)), clientId, baseCurrency],
  );
  // Somebody else created one of them since we looked: look again.
  if (rows.length < inputs.length) throw new LostRace('SKUs created at the same time');
  return new Map(rows.map((row) => [row.sku_code, row.sku_id]));
}

async function updateSkus(tx: Tx, inputs: readonly SkuSeed[]): Promise<void> {
  if (inputs.length === 0) return;
  await tx.execute(
    `update catalogue.sku s
        set name = g.name, tracking = coalesce(g.tracking, s.tracking),
            length_mm = coalesce(g.length_mm, s.length_mm),
            width_mm = coalesce(g.width_mm, s.width_mm),
            height_mm = coalesce(g.height_mm, s.height_mm),
            weight_g = coalesce(g.weight_g, s.weight_g),
            price_minor = coalesce(g.price_minor, s.price_minor),
            currency = coalesce(g.currency, s.currency), tags = coalesce(g.tags, s.tags)
       from ${skuRecord}
      where s.tenant_id = $1 and s.sku_code = g.sku_code`,
    [tx.tenantId, JSON.stringify(inputs.map(toRecord))],
  );
}

interface StoredBarcode {
  barcode: string;
  skuId: string;
  packName: string;
  unitsPer: number;
}

/** Makes the barcodes of the rows that name them exactly those; answers the SKU codes that changed. */
async function replaceBarcodes(
  tx: Tx,
  inputs: readonly SkuInput[],
  barcodes: readonly BarcodeInput[],
  skuIds: ReadonlyMap<string, string>,
): Promise<Set<string>> {
  const named = inputs.filter((input) => input.barcodes !== undefined).map((i) => i.skuCode);
  if (named.length === 0) return new Set();
  const codeById = new Map([...skuIds].map(([code, id]) => [id, code]));
  const ownIds = new Set(named.map((code) => idIn(skuIds, code)));
  // Compared here and not by a join: a planner without statistics took 11 s over 10,000 codes.
  const stored = await tx.query<StoredBarcode>(
    `select barcode, sku_id as "skuId", pack_name as "packName", units_per as "unitsPer"
       from catalogue.barcode where tenant_id = $1 and (sku_id = any($2) or barcode = any($3))`,
    [tx.tenantId, [...ownIds], barcodes.map((b) => b.barcode)],
  );
  const wanted = new Map(
    barcodes.map(({ skuCode, ...b }) => [b.barcode, { ...b, skuId: idIn(skuIds, skuCode) }]),
  );
  const isKept = (b: StoredBarcode) => wanted.get(b.barcode)?.skuId === b.skuId;
  // First off, then on: a code may move from one SKU of the request to another.
  const gone = stored.filter((b) => ownIds.has(b.skuId) && !isKept(b));
  const takenBy = stored.find((b) => !ownIds.has(b.skuId) && wanted.has(b.barcode));
  if (takenBy !== undefined) {
    const wantedBy = codeById.get(wanted.get(takenBy.barcode)?.skuId ?? '') ?? '';
    refuseBarcode(takenBy.barcode, await skuCodeOf(tx, takenBy.skuId), wantedBy);
  }
  await tx.execute('delete from catalogue.barcode where tenant_id = $1 and barcode = any($2)', [
    tx.tenantId,
    gone.map((b) => b.barcode),
  ]);
  const kept = new Map(stored.filter(isKept).map((b) => [b.barcode, b]));
  const different = [...wanted.values()].filter((b) => {
    const before = kept.get(b.barcode);
    return before?.packName !== b.packName || before.unitsPer !== b.unitsPer;
  });
  await writeBarcodes(tx, different);
  return new Set([...gone, ...different].map((b) => codeById.get(b.skuId) ?? ''));
}

async function writeBarcodes(tx: Tx, barcodes: readonly StoredBarcode[]): Promise<void> {
  if (barcodes.length === 0) return;
  const written = await tx.execute(
    `insert into catalogue.barcode as b (tenant_id, barcode, sku_id, pack_name, units_per)
     select $1, k.barcode, k.sku_id, k.pack_name, k.units_per
       from unnest($2::text[], $3::bigint[], $4::text[], $5::int[])
            k (barcode, sku_id, pack_name, units_per)
      order by k.barcode
     on conflict (tenant_id, barcode) do update
        set pack_name = excluded.pack_name, units_per = excluded.units_per
      where b.sku_id = excluded.sku_id`,
    [
      tx.tenantId,
      barcodes.map((b) => b.barcode),
      barcodes.map((b) => b.skuId),
      barcodes.map((b) => b.packName),
      barcodes.map((b) => b.unitsPer),
    ],
  );
  // Somebody else took one of them since we looked: look again, and refuse with its owner's code.
  if (written < barcodes.length) throw new LostRace('a barcode was taken at the same time');
}

async function skuCodeOf(tx: Tx, skuId: string): Promise<string> {
  const row = only(
    await tx.query<{ sku_code: string }>(
      'select sku_code from catalogue.sku where tenant_id = $1 and sku_id = $2',
      [tx.tenantId, skuId],
    ),
  );
  return row.sku_code;
}

/** The id of a code that was just locked or created. */
function idIn(skuIds: ReadonlyMap<string, string>, skuCode: string): string {
  const id = skuIds.get(skuCode);
  if (id === undefined) throw new Error(`${skuCode} was neither found nor created`);
  return id;
}

/** Makes the components of the kits that name them exactly those; answers the kit codes that changed. */
async function replaceComponents(
  tx: Tx,
  inputs: readonly SkuInput[],
  skuIds: ReadonlyMap<string, string>,
): Promise<Set<string>> {
  const kits = inputs.filter((input) => (input.components ?? []).length > 0);
  if (kits.length === 0) return new Set();
  const parts = kits.flatMap((kit) =>
    (kit.components ?? []).map((part) => ({ kitCode: kit.skuCode, ...part })),
  );
  const found = await tx.query<{ sku_id: string; sku_code: string; is_kit: boolean }>(
    `select sku_id, sku_code, is_kit from catalogue.sku where tenant_id = $1 and sku_code = any($2)`,
    [tx.tenantId, [...new Set(parts.map((part) => part.skuCode))]],
  );
  refuseBadComponents(kits, new Map(found.map((row) => [row.sku_code, row.is_kit])));
  const idByCode = new Map(found.map((row) => [row.sku_code, row.sku_id]));
  const columns = [
    parts.map((part) => idIn(skuIds, part.kitCode)),
    parts.map((part) => idIn(idByCode, part.skuCode)),
    parts.map((part) => part.qty),
  ];
  const changed = await tx.query<{ kit_sku_id: string }>(
    `with given as (
       select * from unnest($2::bigint[], $3::bigint[], $4::int[]) g (kit_sku_id, component_sku_id, qty)
     ), gone as (
       delete from catalogue.kit_component c
        where c.tenant_id = $1 and c.kit_sku_id = any($2)
          and not exists (select 1 from given g where g.kit_sku_id = c.kit_sku_id
                             and g.component_sku_id = c.component_sku_id)
        returning c.kit_sku_id
     ), there as (
       insert into catalogue.kit_component as c (tenant_id, kit_sku_id, component_sku_id, qty)
       select $1, g.kit_sku_id, g.component_sku_id, g.qty from given g
       on conflict (tenant_id, kit_sku_id, component_sku_id) do update set qty = excluded.qty
        where c.qty <> excluded.qty
       returning c.kit_sku_id
     )
     select kit_sku_id from gone union select kit_sku_id from there`,
    [tx.tenantId, ...columns],
  );
  const codeById = new Map([...skuIds].map(([code, id]) => [id, code]));
  return new Set(changed.map((row) => codeById.get(row.kit_sku_id) ?? row.kit_sku_id));
}

async function recordChanges(
  tx: Tx,
  created: ReadonlyMap<string, string>,
  changes: ReadonlyMap<string, Record<string, unknown>>,
  skuIds: ReadonlyMap<string, string>,
): Promise<void> {
  await record(tx, [
    ...[...created].map(([skuCode, skuId]) => ({
      subjectKind: 'sku' as const,
      subjectId: skuId,
      kind: 'sku_created',
      facts: { skuCode },
    })),
    ...[...changes].map(([skuCode, facts]) => ({
      subjectKind: 'sku' as const,
      subjectId: idIn(skuIds, skuCode),
      kind: 'sku_changed',
      facts,
    })),
  ]);
}
