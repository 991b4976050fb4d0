import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

/** Where the demo's goods come from: db/seed/CREDIT.md says from whom, and what was made up. */
const seedDir = resolve(import.meta.dirname, '../../../../db/seed');

const Pack = Type.Object({ name: Type.String(), unitsPer: Type.Integer(), gtin: Type.String() });

const Catalogue = Type.Object({
  skus: Type.Array(
    Type.Object({
      skuCode: Type.String(),
      name: Type.String(),
      gtin: Type.String(),
      priceMinor: Type.Integer(),
      currency: Type.String(),
      lengthMm: Type.Integer(),
      widthMm: Type.Integer(),
      heightMm: Type.Integer(),
      weightG: Type.Integer(),
      packs: Type.Array(Pack),
      abc: Type.Enum(['A', 'B', 'C'] as const),
    }),
  ),
});

const Kits = Type.Object({
  kits: Type.Array(
    Type.Object({
      skuCode: Type.String(),
      name: Type.String(),
      gtin: Type.String(),
      priceMinor: Type.Integer(),
      currency: Type.String(),
      components: Type.Array(Type.Object({ skuCode: Type.String(), qty: Type.Integer() })),
    }),
  ),
});

const SeedLocation = Type.Object({
  code: Type.String(),
  barcode: Type.String(),
  type: Type.Enum([
    ...(['pick', 'bulk', 'receiving', 'packing', 'staging'] as const),
    ...(['dock', 'tote', 'cart', 'stock'] as const),
  ]),
  zone: Type.Optional(Type.String()),
  aisle: Type.Optional(Type.String()),
  bay: Type.Optional(Type.Integer()),
  level: Type.Optional(Type.Integer()),
  xMm: Type.Optional(Type.Integer()),
  yMm: Type.Optional(Type.Integer()),
  zMm: Type.Optional(Type.Integer()),
  capacityLitres: Type.Optional(Type.Integer()),
  capacityG: Type.Optional(Type.Integer()),
  walk: Type.Optional(
    Type.Object({ aisle: Type.Integer(), block: Type.Integer(), slot: Type.Integer() }),
  ),
});

const Layout = Type.Object({
  nodes: Type.Array(
    Type.Object({
      code: Type.String(),
      name: Type.String(),
      mode: Type.Enum(['simple', 'directed'] as const),
      priority: Type.Integer(),
      latitude: Type.Number(),
      longitude: Type.Number(),
      addressLine: Type.String(),
      postcode: Type.String(),
      countryCode: Type.String(),
      timeZone: Type.String(),
      geometry: Type.Optional(
        Type.Object({
          aisles: Type.Integer(),
          blocks: Type.Integer(),
          slotsPerAisle: Type.Integer(),
          aisleSpacing: Type.Integer(),
          slotPitch: Type.Integer(),
          crossAisleWidth: Type.Integer(),
          depot: Type.Object({
            aisle: Type.Integer(),
            crossAisle: Type.Integer(),
            offset: Type.Integer(),
          }),
        }),
      ),
      locations: Type.Array(SeedLocation),
      assignment: Type.Array(
        Type.Object({
          skuCode: Type.String(),
          locations: Type.Array(
            Type.Object({ locationCode: Type.String(), qty: Type.Integer({ minimum: 0 }) }),
          ),
        }),
      ),
    }),
  ),
});

export type SeedNode = Static<typeof Layout>['nodes'][number];
export type SeedGoods = Static<typeof Catalogue>['skus'];
export type SeedKits = Static<typeof Kits>['kits'];

/** The seed's files, checked: a file that was edited wrongly is named with the place of its fault. */
export async function readSeedFiles(): Promise<{
  goods: SeedGoods;
  kits: SeedKits;
  nodes: SeedNode[];
}> {
  const packed = await readFile(join(seedDir, 'catalogue.json.gz'));
  const [catalogue, kits, layout] = await Promise.all([
    promisify(gunzip)(packed).then((bytes) =>
      checked('catalogue.json.gz', Catalogue, bytes.toString('utf8')),
    ),
    readFile(join(seedDir, 'kits.json'), 'utf8').then((text) => checked('kits.json', Kits, text)),
    readFile(join(seedDir, 'layout.json'), 'utf8').then((text) =>
      checked('layout.json', Layout, text),
    ),
  ]);
  return { goods: catalogue.skus, kits: kits.kits, nodes: layout.nodes };
}

function checked<T extends TSchema>(name: string, schema: T, text: string): Static<T> {
  const content: unknown = JSON.parse(text);
  if (Value.Check(schema, content)) return content;
  const [fault] = Value.Errors(schema, content);
  throw new Error(`db/seed/${name} ${fault?.instancePath ?? ''} ${fault?.message ?? ''}`);
}
