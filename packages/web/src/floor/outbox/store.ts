import Dexie, { type EntityTable } from 'dexie';
import type { FloorCommand } from './command.ts';
import type { OutboxEntry, OutboxStore } from './outbox.ts';

type Row = Omit<OutboxEntry<FloorCommand>, 'sequence'> & { sequence?: number };

/** IndexedDB: what was scanned survives a reload, a crash and an empty battery. */
export function makeIndexedStore(): OutboxStore<FloorCommand> {
  const database = new Dexie('quayside-floor') as Dexie & { outbox: EntityTable<Row, 'sequence'> };
  database.version(1).stores({ outbox: '++sequence, &key, personId' });
  return {
    async add(entry) {
      const sequence = await database.outbox.add({ ...entry });
      return { ...entry, sequence: sequence ?? 0 };
    },
    async remove(key) {
      await database.outbox.where('key').equals(key).delete();
    },
    async list(personId) {
      const rows = await database.outbox.where('personId').equals(personId).sortBy('sequence');
      return rows.map((row) => ({ ...row, sequence: row.sequence ?? 0 }));
    },
  };
}

/** Memory: for tests, and for browsers whose storage is forbidden. */
export function makeMemoryStore<C>(): OutboxStore<C> {
  let entries: OutboxEntry<C>[] = [];
  let sequence = 0;
  return {
    add(entry) {
      sequence += 1;
      const kept = { ...entry, sequence };
      entries.push(kept);
      return Promise.resolve(kept);
    },
    remove(key) {
      entries = entries.filter((entry) => entry.key !== key);
      return Promise.resolve();
    },
    list(personId) {
      return Promise.resolve(entries.filter((entry) => entry.personId === personId));
    },
  };
}
