import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip, gunzipSync } from 'node:zlib';
import type { CatalogueSku, Invoice } from '../options.ts';

/** The catalogue the shop lists. Written by the seed builder of this repository, read as it is. */
export function readCatalogue(seedDir: string): CatalogueSku[] {
  const file = gunzipSync(readFileSync(join(seedDir, 'catalogue.json.gz'))).toString('utf8');
  const catalogue: { skus: CatalogueSku[] } = JSON.parse(file);
  return catalogue.skus;
}

/** A queue of real baskets, read one after the other. */
export interface Baskets {
  /** The next so many baskets; fewer only at the end. */
  take(count: number): Promise<Invoice[]>;
  close(): void;
}

/** Reads the file as a stream: 25,000 invoices never sit in memory together. */
export function openBaskets(seedDir: string, skip: number): Baskets {
  const file = createReadStream(join(seedDir, 'invoices.ndjson.gz'));
  const unpacked = createGunzip();
  file.on('error', (error) => unpacked.destroy(error));
  const lines = createInterface({ input: file.pipe(unpacked) })[Symbol.asyncIterator]();
  let left = skip;
  return {
    take: async (count) => {
      const taken: Invoice[] = [];
      while (taken.length < count) {
        const read = await lines.next();
        if (read.done === true) break;
        if (left > 0) {
          left -= 1;
          continue;
        }
        const invoice: Invoice = JSON.parse(read.value);
        taken.push(invoice);
      }
      return taken;
    },
    close: () => file.destroy(),
  };
}

/** The same over a list in memory, for tests. */
export function basketsOf(invoices: Invoice[], skip: number): Baskets {
  let position = skip;
  return {
    take: (count) => {
      const taken = invoices.slice(position, position + count);
      position += taken.length;
      return Promise.resolve(taken);
    },
    close: () => undefined,
  };
}
