/**
 * Makes the demo's seed out of the published file, the same bytes every time.
 *
 *   node scripts/seed-data/build.ts           writes db/seed
 *   node scripts/seed-data/build.ts --check   compares, writes nothing, exits 1 on a difference
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { buildCatalogue } from './catalogue.ts';
import { buildKits } from './kits.ts';
import { buildLayout, rowsJson } from './layout.ts';
import { readSourceLines } from './source.ts';

const CREDIT =
  'UCI Machine Learning Repository, "Online Retail", Chen, Sain and Guo (2012), CC BY 4.0. ' +
  'Changed: see CREDIT.md.';

/** The seed's files: name in db/seed and the text it holds once unpacked. */
export async function buildSeedFiles(seedFolder: string): Promise<Map<string, string>> {
  const catalogue = buildCatalogue(
    await readSourceLines(join(seedFolder, 'online_retail.parquet')),
  );
  const { dropped, skus, invoices } = catalogue;
  return new Map([
    ['catalogue.json.gz', `${JSON.stringify({ credit: CREDIT, dropped, skus })}\n`],
    ['invoices.ndjson.gz', invoices.map((invoice) => `${JSON.stringify(invoice)}\n`).join('')],
    ['layout.json', `${rowsJson(buildLayout(catalogue))}\n`],
    ['kits.json', `${rowsJson(buildKits(skus))}\n`],
  ]);
}

/** Names of the files on disk that differ from what the builder makes. */
export function staleFiles(seedFolder: string, files: ReadonlyMap<string, string>): string[] {
  // Unpacked text is compared: another zlib may pack the same text into other bytes.
  return [...files.keys()].filter((name) => {
    const path = join(seedFolder, name);
    return !existsSync(path) || unpack(name, readFileSync(path)) !== files.get(name);
  });
}

function unpack(name: string, bytes: Buffer): string {
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** The bytes of a file as it lies on disk. */
export function packFile(name: string, text: string): Buffer {
  if (!name.endsWith('.gz')) return Buffer.from(text);
  const bytes = gzipSync(text, { level: 9 });
  bytes.writeUInt32LE(0, 4); // no modification time
  bytes.writeUInt8(255, 9); // no operating system
  return bytes;
}

async function main(): Promise<void> {
  const seedFolder = join(import.meta.dirname, '../../db/seed');
  const files = await buildSeedFiles(seedFolder);
  if (process.argv.includes('--check')) {
    const stale = staleFiles(seedFolder, files);
    for (const name of stale) {
      console.error(`db/seed/${name} is not what scripts/seed-data/build.ts makes: run it again`);
    }
    process.exitCode = stale.length === 0 ? 0 : 1;
    return;
  }
  for (const [name, text] of files) writeFileSync(join(seedFolder, name), packFile(name, text));
}

if (import.meta.main) await main();
