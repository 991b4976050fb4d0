import type { Database } from './database.ts';

/** A setting that must outlive a restart, kept as JSON under its name. */
export function readSetting<Value>(
  database: Database,
  name: string,
  parse: (stored: unknown) => Value,
): Value | undefined {
  const found = database.row<{ value: string }>('select value from setting where name = ?', name);
  return found === undefined ? undefined : parse(JSON.parse(found.value));
}

export function writeSetting(database: Database, name: string, value: unknown): void {
  database.run(
    `insert into setting (name, value) values (?, ?)
     on conflict (name) do update set value = excluded.value`,
    name,
    JSON.stringify(value),
  );
}
